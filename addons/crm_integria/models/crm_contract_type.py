from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmContractType(models.Model):
    """A type of contracts (services, licences, …) with custom fields of its own."""

    _name = "crm.contract.type"
    _description = "Type of contracts"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    field_set_id = fields.Many2one(
        "crm.field.set", required=True, ondelete="restrict", readonly=True
    )
    field_ids = fields.One2many(
        related="field_set_id.field_ids", string="Custom fields", readonly=False
    )
    remind_days = fields.Integer(
        "Remind before the end (days)",
        default=30,
        help="So many days before a contract ends its owner gets an activity. 0: never",
    )
    remind_by_mail = fields.Boolean(
        "By mail too", help="The owner gets a mail with the activity"
    )
    crm_integria_id = fields.Integer("Id in the old system", index="btree_not_null")
    contract_count = fields.Integer(compute="_compute_contract_count")

    def _compute_contract_count(self):
        contracts = self.env["contract.contract"].with_context(active_test=False)
        counts = dict(
            contracts._read_group(
                [("crm_type_id", "in", self.ids)], ["crm_type_id"], ["__count"]
            )
        )
        for each in self:
            each.contract_count = counts.get(each, 0)

    def action_contracts(self):
        """Show the contracts of this type."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_integria.crm_contract_action"
        )
        return {
            **action,
            "domain": [("crm_type_id", "=", self.id)],
            "context": {"default_crm_type_id": self.id},
        }

    @api.constrains("remind_days")
    def _check_remind_days(self):
        for each in self:
            if each.remind_days < 0:
                raise ValidationError(
                    self.env._(
                        "%s: days before the end cannot be less than none.", each.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        # its fields' definition needs a record to be kept at
        sets = (
            self.env["crm.field.set"]
            .sudo()
            .create([{"name": vals.get("name") or ""} for vals in vals_list])
        )
        return super().create(
            [
                {**vals, "field_set_id": each.id}
                for vals, each in zip(vals_list, sets, strict=True)
            ]
        )

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            for each in self:
                each.sudo().field_set_id.name = each.name
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for each in self:
            if each.contract_count:
                raise UserError(
                    self.env._(
                        "There are contracts of the type %s. Give them another one "
                        "first, or archive the type.",
                        each.name,
                    )
                )

    def unlink(self):
        sets_sudo = self.sudo().field_set_id
        result = super().unlink()
        # only now: what was refused keeps its fields
        sets_sudo.unlink()
        return result
