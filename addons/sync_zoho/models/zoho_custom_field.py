from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.errors import SyncError

from ..lib.custom_fields import (
    BY_PURPOSE,
    USUAL_REASON,
    WANTED,
    found_in,
    lacking,
    missing_quota,
)

# a standard field that may be another one of the customer's
REASON = ("reason", "Deals", "Reason For Loss")


class ZohoCustomField(models.Model):
    """What a field of Zoho CRM is called in one organisation, by what it is for."""

    _name = "zoho.custom.field"
    _description = "Field of Zoho CRM"
    _order = "backend_id, id"
    _rec_name = "label"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    purpose = fields.Char(required=True, readonly=True)
    module = fields.Char(required=True, readonly=True)
    label = fields.Char("Field", required=True, readonly=True)
    api_name = fields.Char(
        "API name", help="As Setup > Developer Hub > APIs > API names shows it"
    )

    _purpose_uniq = models.UniqueIndex("(backend_id, purpose)")


class SyncBackend(models.Model):
    """Custom fields of Zoho CRM: which are there, and to have the others made."""

    _inherit = "sync.backend"

    zoho_field_ids = fields.One2many("zoho.custom.field", "backend_id", "Fields there")
    zoho_missing = fields.Integer(
        "Fields that are missing", compute="_compute_zoho_missing"
    )

    @api.depends("zoho_field_ids.api_name")
    def _compute_zoho_missing(self):
        for backend in self:
            backend.zoho_missing = len(
                backend.zoho_field_ids.filtered(lambda each: not each.api_name)
            )

    def _zoho_names(self):
        """Return ``{purpose: API name}`` of what is mapped."""
        rows = self.sudo().zoho_field_ids
        return {row.purpose: row.api_name for row in rows if row.api_name}

    def action_zoho_check_fields(self):
        """Look which fields are there; those mapped by hand stay as they are.

        :raises UserError: Zoho does not answer; says why
        """
        self.ensure_one()
        self.check_access("write")
        try:
            with self._client() as client:
                there = {each.module: client.fields(each.module) for each in WANTED}
        except SyncError as error:
            raise UserError(str(error)) from error
        known = {row.purpose: row for row in self.zoho_field_ids}
        wanted = [(each.purpose, each.module, each.label) for each in WANTED]
        for purpose, module, label in [*wanted, REASON]:
            row = known.get(purpose) or self.zoho_field_ids.create(
                {
                    "backend_id": self.id,
                    "purpose": purpose,
                    "module": module,
                    "label": label,
                }
            )
            if not row.api_name and purpose in BY_PURPOSE:
                row.api_name = found_in(there[module], BY_PURPOSE[purpose])
            elif not row.api_name:
                row.api_name = USUAL_REASON
        return self._zoho_fields_told(there)

    def _zoho_fields_told(self, there):
        """Return the notification of what the fields lack.

        :param there: ``{module: fields}`` as Fields Metadata tells them
        """
        if self.zoho_missing:
            text = self.env._("%s of the fields are missing.", self.zoho_missing)
            return self._notification(text, "warning")
        texts = []
        for row in self.zoho_field_ids.filtered(lambda row: row.purpose in BY_PURPOSE):
            for field in there[row.module]:
                if field["api_name"] != row.api_name:
                    continue
                if choices := lacking(field, BY_PURPOSE[row.purpose]):
                    texts.append(f"{row.label}: {', '.join(choices)}")
        if texts:
            text = self.env._(
                "All fields are there. These lists lack choices, which can be added in "
                "Zoho CRM: %s",
                "; ".join(texts),
            )
            return self._notification(text, "warning")
        return self._notification(self.env._("All fields are there."), "success")

    def action_zoho_create_fields(self):
        """Have the fields made that are missing.

        :raises UserError: there is no room, or Zoho refuses one; says why
        """
        self.ensure_one()
        self.check_access("write")
        missing = self.zoho_field_ids.filtered(lambda each: not each.api_name)
        try:
            with self._client() as client:
                for module, rows in missing.grouped("module").items():
                    self._zoho_create_fields(client, module, rows)
        except SyncError as error:
            raise UserError(str(error)) from error
        return self._notification(self.env._("The fields are there now."), "success")

    def _zoho_create_fields(self, client, module, rows):
        over = missing_quota(client.fields(module), len(rows), self.zoho_edition)
        if over:
            raise UserError(
                self.env._(
                    "In %(module)s, the edition %(edition)s has no room for %(over)s "
                    "of the fields. Enter the API names of fields that are there "
                    "already.",
                    edition=self.zoho_edition,
                    module=module,
                    over=over,
                )
            )
        specs = [BY_PURPOSE[row.purpose].spec() for row in rows]
        names = client.create_fields(module, specs)
        for row, name in zip(rows, names, strict=True):
            row.api_name = name
        self._zoho_make_required(client, module, rows)

    def _zoho_make_required(self, client, module, rows):
        """Have new fields that each record is to have be mandatory in the layouts."""
        needed = {row.api_name for row in rows if BY_PURPOSE[row.purpose].required}
        numbers = {
            str(field["id"])
            for field in client.fields(module)
            if field["api_name"] in needed
        }
        for layout in client.layouts(module) if numbers else ():
            there = {
                str(field["id"])
                for section in layout.get("sections") or ()
                for field in section.get("fields") or ()
            }
            # new fields are in the standard layout only
            if numbers <= there:
                client.make_required(module, layout, numbers)
