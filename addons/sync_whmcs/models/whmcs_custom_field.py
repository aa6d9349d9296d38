from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sync_base.lib.field_map import Field

from ..lib.convert_client import BY_TYPE, CustomVat

DIRECTIONS = [
    ("both", "Both ways"),
    ("pull", "Only into Odoo"),
    ("push", "Only out of Odoo"),
]


class WhmcsCustomField(models.Model):
    """A custom client field of WHMCS, and the field of contacts that it goes with.

    WHMCS has no action that lists its custom fields: they are known by their numbers.
    """

    _name = "whmcs.custom.field"
    _description = "WHMCS custom field"
    _order = "backend_id, number"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(
        "Custom field",
        required=True,
        help="Its id in WHMCS, not its place: see the address of the link that edits "
        "it, or “customfields” in the reply of GetClientsDetails",
    )
    field_name = fields.Selection("_selection_field_name", "Contact field")
    direction = fields.Selection(DIRECTIONS, required=True, default="both")

    _number_positive = models.Constraint(
        "CHECK(number > 0)", "Custom fields have numbers from 1 on."
    )
    _number_uniq = models.Constraint(
        "UNIQUE(backend_id, number)", "This custom field has a contact field already."
    )
    _field_uniq = models.Constraint(
        "UNIQUE(backend_id, field_name)",
        "This contact field goes with another custom field already.",
    )

    @api.model
    def _selection_field_name(self):
        partners = self.env["res.partner"]
        taken = {pair.name for pair in self.env["whmcs.client"]._field_map()}
        found = [
            (name, f"{field._description_string(self.env)} ({name})")
            for name, field in partners._fields.items()
            if field.type in BY_TYPE
            and field.store
            and not (field.readonly or field.related or field.company_dependent)
            and not field.groups
            and name not in taken
            and name not in models.MAGIC_COLUMNS
            and name != "active"
        ]
        return sorted(found, key=lambda pair: pair[1].casefold())

    @api.constrains("field_name")
    def _check_field_name(self):
        # the database takes any text for a selection that is computed
        allowed = {name for name, _label in self._selection_field_name()}
        for each in self:
            if each.field_name and each.field_name not in allowed:
                raise ValidationError(
                    self.env._("%s cannot go with a custom field.", each.field_name)
                )

    @api.constrains("number", "backend_id")
    def _check_not_vat(self):
        for each in self:
            if each.number == each.backend_id.whmcs_vat_field:
                raise ValidationError(
                    self.env._(
                        "Custom field %s holds the VAT number; it cannot go with "
                        "another field as well.",
                        each.number,
                    )
                )

    def _pair(self):
        """Return the `Field`, None where the contact field is gone or of no use now."""
        self.ensure_one()
        field = self.env["res.partner"]._fields.get(self.field_name)
        if field is None or field.type not in BY_TYPE:
            return None
        convert = BY_TYPE[field.type]()
        return Field(
            self.field_name, f"custom.{self.number}", convert, direction=self.direction
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class SyncBackend(models.Model):
    _inherit = "sync.backend"

    whmcs_custom_field_ids = fields.One2many("whmcs.custom.field", "backend_id")
    whmcs_vat_field = fields.Integer(
        "VAT number in custom field",
        help="Number (id) of the custom client field that holds the VAT number. 0: it "
        "is in WHMCS's own field, Tax ID",
    )

    _vat_field_positive = models.Constraint(
        "CHECK(whmcs_vat_field >= 0)", "Custom fields have numbers from 1 on."
    )

    @api.constrains("whmcs_vat_field")
    def _check_vat_field(self):
        self.whmcs_custom_field_ids._check_not_vat()

    def write(self, vals):
        if "whmcs_vat_field" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)


class WhmcsClient(models.AbstractModel):
    _inherit = "whmcs.client"

    @api.model
    def _fields_of(self, backend):
        pairs = super()._fields_of(backend)
        backend_sudo = backend.sudo()
        if number := backend_sudo.whmcs_vat_field:
            paths = (f"custom.{number}", "tax_id", "countrycode")
            pairs = [
                replace(pair, remote=paths, convert=CustomVat())
                if pair.name == "vat"
                else pair
                for pair in pairs
            ]
        names = {pair.name for pair in pairs}
        custom = [each._pair() for each in backend_sudo.whmcs_custom_field_ids]
        return [*pairs, *(each for each in custom if each and each.name not in names)]
