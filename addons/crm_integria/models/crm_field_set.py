from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmFieldSet(models.Model):
    """Where custom fields belong: the companies, or one type of contracts.

    It holds the definition of Odoo's properties, which its fields make up: people
    change the fields, and never the definition itself.
    """

    _name = "crm.field.set"
    _description = "Set of custom fields"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    field_ids = fields.One2many("crm.custom.field", "set_id", "Custom fields")
    definition = fields.PropertiesDefinition(readonly=True)

    @api.model
    def _of_companies(self):
        return self.env.ref("crm_integria.field_set_company", raise_if_not_found=False)

    def write(self, vals):
        if "definition" in vals and not self.env.su:
            raise AccessError(
                self.env._(
                    "The definition follows from the custom fields: change them."
                )
            )
        return super().write(vals)

    def _holders(self):
        """Return ``[(table, column), …]`` of what holds values of these fields."""
        return [
            ("res_partner", "crm_properties"),
            ("contract_contract", "crm_properties"),
        ]

    def _links(self):
        """Return ``{property of a linked selection: property it depends on}``."""
        return {
            field.property_name: field.parent_id.property_name
            for field in self.field_ids.filtered("active")
            if field.field_type == "linked"
        }

    def _define(self):
        """Write the definition anew; values are kept by the names of properties."""
        for each in self.sudo():
            definition, section = [], False
            for field in each.field_ids.filtered("active").sorted():
                if field.section_id != section:
                    section = field.section_id
                    if section:
                        definition.append(section._definition())
                definition.append(field._definition())
            each.definition = definition


class CrmFieldSection(models.Model):
    """A heading over custom fields."""

    _name = "crm.field.section"
    _description = "Section of custom fields"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    field_ids = fields.One2many("crm.custom.field", "section_id")

    def write(self, vals):
        result = super().write(vals)
        self.field_ids.set_id._define()
        return result

    def _definition(self):
        self.ensure_one()
        return {"name": f"section_{self.id}", "type": "separator", "string": self.name}
