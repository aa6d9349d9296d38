from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCustomFieldsMixin(models.AbstractModel):
    """Records with custom fields: companies, and contracts of a type."""

    _name = "crm.custom.fields.mixin"
    _description = "Has custom fields of the CRM"

    # who has custom fields says which, by its own `_compute_crm_field_set_id`
    crm_field_set_id = fields.Many2one(
        "crm.field.set",
        compute="_compute_crm_field_set_id",
        store=True,
        precompute=True,
    )
    crm_properties = fields.Properties(
        "Custom fields", definition="crm_field_set_id.definition", copy=True
    )
    # {property of a linked selection: property that it depends on}, for the form
    crm_links = fields.Json(compute="_compute_crm_links")

    def _compute_crm_field_set_id(self):
        raise NotImplementedError

    @api.depends("crm_field_set_id")
    def _compute_crm_links(self):
        for record in self:
            record.crm_links = record.crm_field_set_id.sudo()._links()

    @api.constrains("crm_field_set_id", "crm_properties")
    def _check_crm_properties(self):
        for record in self.filtered("crm_field_set_id"):
            custom_fields = record.sudo().crm_field_set_id.field_ids
            if problems := custom_fields._check_values(record._crm_values()):
                raise ValidationError("\n".join([record.display_name, *problems]))

    def _crm_values(self):
        """Return ``{property name: value}`` as stored.

        Odoo's own mapping gives the labels of selections.
        """
        self.ensure_one()
        (row,) = self.read(["crm_properties"], load=False)
        return {each["name"]: each.get("value") for each in row["crm_properties"] or ()}
