from odoo import fields, models
from odoo.tools import email_normalize

from ..lib import plan
from ..lib.convert import LANGUAGES

# what no contract has in earnest; above, dates leave the calendar
MOST_CYCLES = 10000


class CrmLead(models.Model):
    """What a deal lacks for being billed, said before it is won."""

    _inherit = "crm.lead"

    def _zoho_problems(self):
        """Return what hinders billing, one sentence for each: what, where, what to do.

        :return: list of plain texts, empty where the deal can be billed
        """
        self.ensure_one()
        if self.zoho_old:
            return [self._zoho_why_old()]
        problems = self._zoho_contact_problems()
        if self.zoho_line_ids:
            for line in self.zoho_line_ids:
                problems += self._zoho_line_problems(line)
            problems += self._zoho_sum_problems() + self._zoho_cycle_problems()
        elif self.zoho_category == "won":
            # those of open deals are not asked for
            problems.append(self._zoho_why_nothing())
        return problems + self._zoho_book_problems()

    def _zoho_why_old(self):
        since = self.zoho_backend_id.sudo().zoho_bill_from
        return self.env._(
            "The deal was won before it came here, perhaps before %(since)s, from when "
            "on deals are billed here. If it is to be billed, press Bill now.",
            since=fields.Date.to_string(since) if since else "–",
        )

    def _zoho_why_nothing(self):
        if self.zoho_quote_count > 1:
            return self.env._(
                "The deal has several quotes, and nobody can tell which was agreed. "
                "Set one to Confirmed in Zoho CRM, or the others to Closed Lost."
            )
        source = self.zoho_backend_id.sudo().zoho_products_from
        if source == "quote":
            return self.env._(
                "The deal has no quote with products. Make one for the deal in Zoho "
                "CRM."
            )
        if source == "subform":
            return self.env._(
                "The deal has no products. Add them to the deal in Zoho CRM, in the "
                "subform %s.",
                self.zoho_backend_id.sudo().zoho_subform,
            )
        return self.env._(
            "The deal has no products. Add them to the deal in Zoho CRM, in the list "
            "Products."
        )

    # -- who ---------------------------------------------------------------------------

    def _zoho_contact_problems(self):
        partner = self.partner_id
        if self.zoho_contact_count > 1:
            return [
                self.env._(
                    "The deal has several contacts, and nobody can tell who pays. "
                    "Choose one in the deal's field Contact Name in Zoho CRM."
                )
            ]
        if not partner:
            return [
                self.env._(
                    "The deal has no contact. Choose one in the deal's field Contact "
                    "Name in Zoho CRM."
                )
            ]
        problems = []
        if not email_normalize(partner.email):
            problems.append(
                self.env._(
                    "%s has no e-mail address that works. Enter it at the contact: the "
                    "pay link goes there.",
                    partner.display_name,
                )
            )
        if not (partner.country_id or partner.commercial_partner_id.country_id):
            problems.append(
                self.env._(
                    "%s has no country. Complete the address at the contact: taxes "
                    "depend on it.",
                    partner.display_name,
                )
            )
        return problems + self._zoho_language_problems(partner)

    def _zoho_language_problems(self, partner):
        told = (partner.zoho_language or "").strip()
        if not told:
            return [
                self.env._(
                    "%s has no language. Choose Customer Language at the contact "
                    "in Zoho CRM: mails are written in it.",
                    partner.display_name,
                )
            ]
        wanted = LANGUAGES.get(told.lower())
        installed = {code[:2] for code, _name in self.env["res.lang"].get_installed()}
        if wanted in installed:
            return []
        return [
            self.env._(
                "%(language)s, the language of %(contact)s, is not known in Odoo. "
                "Choose another at the contact in Zoho CRM, or have an administrator "
                "add it in Settings, Languages.",
                language=told,
                contact=partner.display_name,
            )
        ]

    # -- what --------------------------------------------------------------------------

    def _zoho_line_problems(self, line):
        label, product = line._label(), line.product_id
        if not product:
            return [
                self.env._(
                    "%s is not in Odoo. It comes with the next synchronisation, unless "
                    "the issues of the backend say why not.",
                    label,
                )
            ]
        problems = []
        if not line.has_price:
            problems.append(
                self.env._(
                    "%s has no price. Enter its Unit Price at the product in Zoho CRM.",
                    label,
                )
            )
        if line.quantity <= 0:
            problems.append(
                self.env._(
                    "%s has no quantity. Enter one above zero in Zoho CRM.", label
                )
            )
        return problems + self._zoho_plan_problems(label, product)

    def _zoho_plan_problems(self, label, product):
        billing = product.zoho_billing
        if not billing:
            return [
                self.env._(
                    "%s does not say how it is billed. Choose the billing at the "
                    "product in Zoho CRM: one off, monthly, annual …",
                    label,
                )
            ]
        if billing == "once":
            return []
        cycle = plan.recurrence(
            billing, product.zoho_interval, product.zoho_interval_unit
        )
        if not cycle:
            return [
                self.env._(
                    "%s is billed at a custom interval and does not say which. Enter "
                    "Interval Count and Interval Unit at the product in Zoho CRM.",
                    label,
                )
            ]
        if self._zoho_leaves_calendar(cycle, product.zoho_cycles):
            return [
                self.env._(
                    "%s is billed longer than calendars go. Correct interval and "
                    "number of billing cycles at the product in Zoho CRM.",
                    label,
                )
            ]
        return []

    def _zoho_leaves_calendar(self, cycle, cycles):
        if not 0 <= cycles <= MOST_CYCLES:
            return True
        rule, interval = cycle
        lines = self.env["contract.line"]
        try:
            step = lines.get_relative_delta(rule, interval * max(cycles, 1))
            return not (fields.Date.context_today(self) + step)
        except (OverflowError, ValueError):
            return True

    def _zoho_sum_problems(self):
        lines = self.zoho_line_ids
        if len(lines.currency_id) > 1:
            return [
                self.env._(
                    "The products have several currencies (%s). One deal is billed in "
                    "one: make a second deal for the others.",
                    ", ".join(lines.currency_id.mapped("name")),
                )
            ]
        if sum(lines.mapped("amount")) < 0:
            return [
                self.env._(
                    "The products come to less than zero. Correct their prices in Zoho "
                    "CRM."
                )
            ]
        return []

    def _zoho_cycle_problems(self):
        lengths, named = {}, []
        for line in self.zoho_line_ids:
            product = line.product_id
            cycle = plan.recurrence(
                product.zoho_billing, product.zoho_interval, product.zoho_interval_unit
            )
            if cycle:
                lengths.setdefault(plan.length(*cycle), line)
        if len(lengths) < 2:
            return []
        selection = self.env["product.template"]._fields["zoho_billing"]
        words = dict(selection._description_selection(self.env))
        for line in lengths.values():
            word = words[line.product_id.zoho_billing]
            named.append(f"{line._label()}: {word}")
        return [
            self.env._(
                "The products are billed at several intervals (%s). One deal can have "
                "one-off products and those of one interval: make a second deal for "
                "the others.",
                ", ".join(named),
            )
        ]

    # -- the books ---------------------------------------------------------------------

    def _zoho_book_problems(self):
        """Return what an accountant has to do."""
        company = self._zoho_company()
        # rates and journals are no secrets, and not for sales people to read
        lead_sudo = self.sudo().with_company(company)
        currency, problems = lead_sudo.zoho_line_ids.currency_id[:1], []
        if currency and not currency.active:
            problems.append(
                self.env._(
                    "The currency %s is not active in Odoo. Have an accountant "
                    "activate it in Invoicing, Currencies.",
                    currency.name,
                )
            )
        elif currency and currency != company.currency_id:
            rates = [("currency_id", "=", currency.id)]
            rates.append(("company_id", "in", [False, company.root_id.id]))
            if not lead_sudo.env["res.currency.rate"].search_count(rates, limit=1):
                problems.append(
                    self.env._(
                        "There is no rate of %(theirs)s to %(ours)s in Odoo. Have an "
                        "accountant enter it in Invoicing, Currencies.",
                        theirs=currency.name,
                        ours=company.currency_id.name,
                    )
                )
        journals = lead_sudo.env["account.journal"]
        of_company = journals._check_company_domain(company)
        if not journals.search_count([*of_company, ("type", "=", "sale")], limit=1):
            problems.append(
                self.env._(
                    "%s has no sales journal. Have an accountant set up its "
                    "accounting.",
                    company.name,
                )
            )
        if not (lead_sudo.user_id.email or company.email or self.env.user.email):
            problems.append(
                self.env._(
                    "%s has no e-mail address, from which mails could come. Have an "
                    "administrator enter it at the company.",
                    company.name,
                )
            )
        return problems
