from odoo import fields, models

STATUSES = [("active", "Active"), ("inactive", "Inactive"), ("closed", "Closed")]


class ResPartner(models.Model):
    """What only WHMCS knows of a client.

    A closed client is still a customer with a past: it is shown as closed, and not
    archived.
    """

    _inherit = "res.partner"

    whmcs_status = fields.Selection(
        STATUSES, "Status in WHMCS", readonly=True, copy=False, index="btree_not_null"
    )
    whmcs_group_id = fields.Many2one(
        "whmcs.group",
        "Client group",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    whmcs_currency_id = fields.Many2one(
        "res.currency", "Currency in WHMCS", readonly=True, copy=False
    )
    whmcs_tax_exempt = fields.Boolean("Tax exempt", readonly=True, copy=False)

    def _sync_write(self, vals):
        # A state of another country is worse than none; what WHMCS has is not known.
        if "country_id" in vals and "state_id" not in vals:
            moved = self.filtered(
                lambda each: (
                    each.state_id and each.state_id.country_id.id != vals["country_id"]
                )
            )
            if moved:
                super(ResPartner, moved)._sync_write({**vals, "state_id": False})
                return super(ResPartner, self - moved)._sync_write(vals)
        return super()._sync_write(vals)
