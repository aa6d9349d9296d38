from odoo import api, fields, models


class WhmcsRule(models.Model):
    """Who looks after which clients of a WHMCS installation.

    The first rule that fits a client counts; without one, the backend's salesperson and
    team do. Rules say nothing about companies: a backend has one.
    """

    _name = "whmcs.rule"
    _description = "Owner of WHMCS clients"
    _order = "backend_id, sequence, id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="backend_id.company_id")
    group_id = fields.Many2one(
        "whmcs.group",
        "Client group",
        domain="[('company_id', 'in', (company_id, False))]",
        ondelete="cascade",
        help="Empty: clients of any group, or of none",
    )
    country_id = fields.Many2one("res.country", help="Empty: clients of any country")
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        domain="[('company_id', 'in', (company_id, False))]",
    )

    def _fits(self, group, country):
        """Tell whether a rule is for clients of a group and a country (ids)."""
        self.ensure_one()
        return (not self.group_id or self.group_id.id == group) and (
            not self.country_id or self.country_id.id == country
        )


class SyncBackend(models.Model):
    """Whose the clients of a WHMCS installation are, and what is sold to them."""

    _inherit = "sync.backend"

    whmcs_rule_ids = fields.One2many("whmcs.rule", "backend_id")

    def _whmcs_owner(self, group, country):
        """Return ``(salesperson, team)`` for clients of a group and a country (ids).

        Either may be empty. The backend's user need not see its settings.
        """
        self_sudo = self.sudo()
        for rule_sudo in self_sudo.whmcs_rule_ids:
            if rule_sudo._fits(group, country):
                return rule_sudo.user_id, rule_sudo.team_id
        return self_sudo.whmcs_salesperson_id, self_sudo.whmcs_team_id

    def _whmcs_owner_vals(self, partner, user_field):
        """Return the values of salesperson and team for what is sold to a partner.

        A salesperson that somebody chose for the client stays; the team of the rule is
        then not theirs, and left to Odoo.

        :param user_field: name of the salesperson's field
        """
        client = partner.commercial_partner_id
        user, team = self._whmcs_owner(client.whmcs_group_id.id, client.country_id.id)
        chosen = client.user_id
        company = self.sudo().company_id
        if chosen and chosen != user and company in chosen.sudo().company_ids:
            return {user_field: chosen.id}
        vals = {user_field: user.id}
        if team:
            vals["team_id"] = team.id
        return vals


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _sync_create(self, vals_list):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_create(vals_list)
        complete = []
        for vals in vals_list:
            owner = {}
            if not vals.get("parent_id"):
                user, _team = backend._whmcs_owner(
                    vals.get("whmcs_group_id"), vals.get("country_id")
                )
                if user:
                    owner["user_id"] = user.id
            complete.append({**vals, **owner})
        return super()._sync_create(complete)
