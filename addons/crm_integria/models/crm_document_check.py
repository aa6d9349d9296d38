from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..lib import macros

_lt = LazyTranslate(__name__)

# macro -> what it stands for; those of custom fields are theirs
MACROS = {
    "_id_contract_": _lt("Id of the contract"),
    "_name_contract_": _lt("Reference of the contract"),
    "_contract_number_": _lt("External code"),
    "_contract_description_": _lt("Description of the contract"),
    "_date_begin_": _lt("Start"),
    "_date_end_": _lt("End"),
    "_private_": _lt("Private: 1 or 0"),
    "_id_status_": _lt("Status: 0 inactive, 1 active, 2 pending"),
    "_name_status_": _lt("Name of the status"),
    "_id_company_": _lt("Id of the company"),
    "_company_name_": _lt("Name of the company"),
    "_company_address_": _lt("Address of the company"),
    "_company_fiscal_id_": _lt("Fiscal id of the company"),
    "_company_country_": _lt("Country of the company"),
    "_company_website_": _lt("Website of the company"),
    "_company_comments_": _lt("Comments on the company"),
    "_company_manager_": _lt("Log-in of the company's owner"),
    "_company_last_update_": _lt("Last update of the company"),
    "_company_payment_conditions_": _lt("Payment conditions in days"),
    "_contract_type_id_": _lt("Id of the type"),
    "_contract_type_name_": _lt("Name of the type"),
    "_contract_type_description_": _lt("Description of the type"),
    "_template_id_": _lt("Id of the template"),
    "_template_name_": _lt("Name of the template"),
    "_template_description_": _lt("Description of the template"),
    "_format_long_time_": _lt("Today, long"),
    "_format_short_time_": _lt("Today, short"),
    "_format_annual_date_": _lt("This year"),
}


class CrmDocumentTemplate(models.Model):
    """What the maker of a template sees: macros, what is wrong, and how it looks."""

    _inherit = "crm.document.template"

    preview_contract_id = fields.Many2one(
        "contract.contract",
        "Preview with",
        compute="_compute_preview_contract_id",
        readonly=False,
    )
    preview = fields.Html(compute="_compute_preview", sanitize=True)
    unknown_macros = fields.Char(compute="_compute_preview")
    # [{"macro": …, "label": …, "value": …}, …] of the macros that there are
    macros = fields.Json(compute="_compute_preview")

    @api.depends("crm_type_ids")
    def _compute_preview_contract_id(self):
        contracts = self.env["contract.contract"]
        for template in self:
            types = template.crm_type_ids._origin.ids
            domain = [("crm_type_id", "in", types)] if types else []
            chosen = template.preview_contract_id
            if not chosen or types and chosen.crm_type_id.id not in types:
                template.preview_contract_id = contracts.search(
                    domain, order="crm_type_id, id", limit=1
                )

    @api.depends(
        "name",
        "description",
        "lang",
        "body",
        "header",
        "footer",
        "crm_type_ids",
        "preview_contract_id",
    )
    def _compute_preview(self):
        for template in self:
            contract = template.preview_contract_id
            values = contract._crm_macros(template) if contract else {}
            labels = template._macro_labels()
            template.macros = [
                {"macro": name, "label": label, "value": values.get(name, "")}
                for name, label in labels.items()
            ]
            unknown = macros.unknown(template._text(), labels)
            template.unknown_macros = ", ".join(unknown)
            parts = (template[name] for name in ("header", "body", "footer"))
            template.preview = Markup("<hr/>").join(
                Markup(macros.replace(part, values)) for part in parts if part
            )

    def _macro_labels(self):
        """Return ``{macro: what it stands for}``, custom fields of types included."""
        types = self.crm_type_ids._origin or self.env["crm.contract.type"].search(
            Domain.TRUE
        )
        custom = types.field_ids.filtered("active")
        return {
            **{name: self.env._(label) for name, label in MACROS.items()},
            **{f"_custom_{each.number}_": each.name for each in custom},
        }

    def action_preview(self):
        """Show the PDF of the contract that is previewed."""
        self.ensure_one()
        if not self.preview_contract_id:
            return False
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_integria/document/{self.id}/{self.preview_contract_id.id}",
        }
