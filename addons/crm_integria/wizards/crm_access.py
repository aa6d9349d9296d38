from odoo import api, fields, models

from ..models.res_users import ADMINISTRATOR


class CrmAccess(models.TransientModel):
    """Who sees a company, by which rule; for managers, why they do themselves."""

    _name = "crm.access"
    _description = "Who sees a company of the CRM"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    line_ids = fields.One2many("crm.access.line", "access_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        for access in found:
            access.sudo().line_ids = [
                fields.Command.create(vals) for vals in access._lines()
            ]
        return found

    def _lines(self):
        partner = self.partner_id
        partner._crm_check_may_ask(self.env.user)
        users = self.env.user
        if users.has_group(ADMINISTRATOR):
            users = partner._crm_users()
        return [
            {
                "user_id": user.id,
                "reason": partner._crm_reason(user)[1],
                "rights": rights,
            }
            for user in users
            for rights in [(partner._crm_rights(user) or [False])[-1]]
        ]


class CrmAccessLine(models.TransientModel):
    _name = "crm.access.line"
    _description = "A user who sees a company of the CRM"

    access_id = fields.Many2one("crm.access", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", readonly=True)
    reason = fields.Char(readonly=True)
    rights = fields.Selection(
        [("read", "Sees"), ("write", "Changes"), ("unlink", "Changes and deletes")],
        readonly=True,
    )
