from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import custom_cells

# by the numbers that Integria gives them
STATUSES = [("1", "Active"), ("2", "Pending"), ("0", "Inactive")]


class ContractContract(models.Model):
    """What Integria's contracts have beside those of OCA."""

    _name = "contract.contract"
    _inherit = [
        "contract.contract",
        "crm.company.mixin",
        "crm.custom.fields.mixin",
    ]

    crm_company_id = fields.Many2one(related="partner_id.crm_company_id", store=True)
    crm_private = fields.Boolean(
        "Private",
        tracking=True,
        help="Only the people of the contract's company see it, and its owner",
    )
    crm_type_id = fields.Many2one(
        "crm.contract.type", "Type", index=True, tracking=True, ondelete="restrict"
    )
    crm_status = fields.Selection(
        STATUSES, "Status", default="1", required=True, index=True, tracking=True
    )
    crm_description = fields.Html("Description")
    # what Integria's files have and Odoo has no use for; exports give it back
    crm_sla = fields.Integer("SLA in the old system")
    crm_group = fields.Integer("Group in the old system")
    crm_integria_id = fields.Integer("Id in the old system", index="btree_not_null")

    name = fields.Char(tracking=True)
    date_start = fields.Date(tracking=True)
    date_end = fields.Date(tracking=True)

    @api.depends("crm_type_id")
    def _compute_crm_field_set_id(self):
        for contract in self:
            contract.crm_field_set_id = contract.crm_type_id.field_set_id

    @api.depends("contract_line_ids.date_end")
    def _compute_date_end(self):
        """An end that people gave stays where the lines have none."""
        given = {contract: contract.date_end for contract in self}
        result = super()._compute_date_end()
        for contract, date in given.items():
            contract.date_end = contract.date_end or date
        return result

    @api.constrains("date_start", "date_end", "line_recurrence", "partner_id")
    def _check_crm_dates(self):
        # Others may end a contract before it began. Lines that recur by themselves have
        # a start of their own; the contract's is but the day it was made.
        for contract in self.filtered(
            lambda each: each.crm_company_id and not each.line_recurrence
        ):
            start, end = contract.date_start, contract.date_end
            if start and end and start > end:
                raise ValidationError(
                    self.env._(
                        "%(name)s ends on %(end)s, before it starts on %(start)s.",
                        name=contract.name,
                        start=start,
                        end=end,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # the properties of a new record need what defines them
        default = self.env.context.get("default_crm_type_id")
        types = self.env["crm.contract.type"]
        complete = []
        for vals in vals_list:
            of_type = types.browse(vals.get("crm_type_id", default) or ())
            complete.append({**vals, "crm_field_set_id": of_type.field_set_id.id})
        return super().create(complete)

    def write(self, vals):
        if "crm_type_id" in vals:
            self._crm_note_values_of_type(vals["crm_type_id"])
            of_type = self.env["crm.contract.type"].browse(vals["crm_type_id"] or ())
            # as in `create`
            vals = {**vals, "crm_field_set_id": of_type.field_set_id.id}
        return super().write(vals)

    def _crm_note_values_of_type(self, type_id):
        """Keep in the chatter what a contract loses with its type: custom fields."""
        for contract in self.filtered(lambda each: each.crm_type_id.id != type_id):
            values = contract._crm_values()
            shown = [
                f"{each.name}: {each._shown_value(values[each.property_name])}"
                for each in contract.sudo().crm_field_set_id.field_ids
                if not custom_cells.is_empty(values.get(each.property_name))
            ]
            if shown:
                title = self.env._("Values of %s", contract.crm_type_id.name)
                contract.message_post(
                    body=Markup("<p>%s</p><ul>%s</ul>")
                    % (title, Markup().join(Markup("<li>%s</li>") % x for x in shown))
                )
