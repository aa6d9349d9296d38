from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Custom fields of companies."""

    _inherit = "res.partner"

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

    @api.depends("crm_field_set_id")
    def _compute_crm_links(self):
        for partner in self:
            partner.crm_links = partner.crm_field_set_id.sudo()._links()

    @api.depends("is_crm_company")
    def _compute_crm_field_set_id(self):
        of_companies = self.env["crm.field.set"]._of_companies()
        for partner in self:
            partner.crm_field_set_id = partner.is_crm_company and of_companies

    @api.constrains("is_crm_company", "crm_properties")
    def _check_crm_properties(self):
        for company in self.filtered("is_crm_company"):
            custom_fields = company.sudo().crm_field_set_id.field_ids
            if problems := custom_fields._check_values(company._crm_values()):
                raise ValidationError("\n".join([company.display_name, *problems]))

    def _crm_values(self):
        """Return ``{property name: value}`` as stored.

        Odoo's own mapping gives the labels of selections.
        """
        self.ensure_one()
        (row,) = self.read(["crm_properties"], load=False)
        return {each["name"]: each.get("value") for each in row["crm_properties"] or ()}
