from babel.dates import format_date

from odoo import fields, models
from odoo.tools import html2plaintext

from ..files.company_file import address
from ..lib.positional import TIME


class ContractContract(models.Model):
    """What the macros of templates stand for (Integria's manual, *Contracts*)."""

    _inherit = "contract.contract"

    def _crm_macros(self, template):
        """Return ``{macro: text}`` of a contract, as far as the user may read it."""
        self.ensure_one()
        contract = self.with_context(lang=template._installed_lang())
        return {
            **contract._crm_macros_of_contract(),
            **contract._crm_macros_of_company(),
            **contract._crm_macros_of_type(),
            **template._crm_macros(),
        }

    def _crm_macros_of_contract(self):
        statuses = dict(self._fields["crm_status"]._description_selection(self.env))
        described = self.crm_description
        return {
            "_id_contract_": str(self.id),
            "_name_contract_": self.name or "",
            "_contract_number_": self.crm_external_code or "",
            "_contract_description_": html2plaintext(described) if described else "",
            "_date_begin_": str(self.date_start or ""),
            "_date_end_": str(self.date_end or ""),
            "_private_": str(int(self.crm_private)),
            "_id_status_": self.crm_status,
            "_name_status_": statuses[self.crm_status],
        }

    def _crm_macros_of_company(self):
        company = self.crm_company_id or self.partner_id
        comments = company.comment
        updated = company.crm_last_update
        return {
            "_id_company_": str(company.id),
            "_company_name_": company.name or "",
            "_company_address_": address(company),
            "_company_fiscal_id_": company.vat or "",
            "_company_country_": company.country_id.name or "",
            "_company_website_": company.website or "",
            "_company_comments_": html2plaintext(comments) if comments else "",
            "_company_manager_": company.user_id.login or "",
            "_company_last_update_": updated.strftime(TIME) if updated else "",
            "_company_payment_conditions_": str(company.crm_payment_days or ""),
        }

    def _crm_macros_of_type(self):
        of_type = self.crm_type_id
        values = self._crm_values() if of_type else {}
        return {
            "_contract_type_id_": str(of_type.id or ""),
            "_contract_type_name_": of_type.name or "",
            "_contract_type_description_": of_type.description or "",
            **{
                f"_custom_{each.number}_": each._shown_value(
                    values.get(each.property_name)
                )
                for each in of_type.field_ids.filtered("active")
            },
        }


class CrmDocumentTemplate(models.Model):
    _inherit = "crm.document.template"

    def _installed_lang(self):
        """Return the language that records have for a template, or None.

        Templates may be in languages that this database does not have.
        """
        installed = dict(self.env["res.lang"].get_installed())
        return self.lang if self.lang in installed else None

    def _crm_macros(self):
        """Return ``{macro: text}`` of what every document of a template shares."""
        today = fields.Date.context_today(self)
        return {
            "_template_id_": str(self._origin.id or ""),
            "_template_name_": self.name or "",
            "_template_description_": self.description or "",
            "_format_long_time_": format_date(today, "d EEE MMMM y", self.lang),
            "_format_short_time_": today.strftime("%d/%m/%Y"),
            "_format_annual_date_": str(today.year),
        }
