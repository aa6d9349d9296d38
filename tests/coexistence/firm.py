"""A company of the database: its chart of accounts, its rates, its people."""

from contextlib import suppress
from xmlrpc.client import Fault

from devtools.demo import invoices, whmcs

# units of each for one euro
RATES = {"EUR": 1, "DKK": 7.46, "GBP": 0.85, "USD": 1.08}
CURRENCIES = {"DK": "DKK", "ES": "EUR", "DE": "EUR", "FR": "EUR", "GB": "GBP"}
COUNTRIES = {"GB": "uk"}
PLAIN_CHART = "generic_coa"
LONG_AGO = "2000-01-01"
GROUPS = (
    "account.group_account_manager",
    "sales_team.group_sale_salesman_all_leads",
    "sync_base.group_sync_user",
    "crm_integria.group_crm_administrator",
)
# who sees all of the CRM, and nothing else
READS = ("crm_integria.group_crm_view", "crm_integria.group_crm_back_office")


def make_firms(site, charts):
    """Make a company for each of ``charts``, ``{country: chart template}``."""
    whmcs.activate_currencies(site.rpc, *RATES)
    return [Firm(site, country, chart) for country, chart in charts.items()]


class Firm:
    """A company, and the administrator in it: called like a `devtools.rpc.Rpc`.

    ``user`` calls as somebody who is in this company only, ``reader`` as one who has a
    role in its CRM and none elsewhere. ``customer`` is a company of the CRM.
    """

    def __init__(self, site, country, chart):
        self.site, self.country = site, country
        self.currency = CURRENCIES[country]
        # Odoo installs the localisation of a company's country by itself
        home = False
        if chart != PLAIN_CHART:
            home = site.ref(f"base.{COUNTRIES.get(country, country.lower())}")
        admin = site.rpc
        currency = {"currency_id": site.ref(f"base.{self.currency}")}
        values = {"name": f"Firm {country}", "country_id": home}
        self.id = admin.create("res.company", **values, **currency)
        admin.call("res.users", "write", [admin.uid], {"company_ids": [(4, self.id)]})
        # Odoo may have chosen the chart of the country by itself
        company = admin.read("res.company", self.id, "chart_template")
        if company["chart_template"] != chart:
            # it returns None, which XML-RPC cannot tell
            with suppress(Fault):
                admin.call("account.chart.template", "try_loading", [], chart, self.id)
        company = admin.read("res.company", self.id, "chart_template")
        assert company["chart_template"] == chart
        # a chart may bring another one
        admin.call("res.company", "write", [self.id], currency)
        self._set_rates()
        scope = {"company_id": self.id, "company_ids": [(6, 0, [self.id])]}
        self.user = site.add_user(f"user-{country.lower()}", *GROUPS, **scope)
        self.reader = site.add_user(f"reader-{country.lower()}", *READS, **scope)
        self.customer = self.user.create(
            "res.partner",
            name=f"Customer {country}",
            is_company=True,
            is_crm_company=True,
            company_id=self.id,
            country_id=home,
        )

    def _set_rates(self):
        for name, rate in RATES.items():
            if name != self.currency:
                self.create(
                    "res.currency.rate",
                    name=LONG_AGO,
                    currency_id=self.site.ref(f"base.{name}"),
                    company_id=self.id,
                    company_rate=rate / RATES[self.currency],
                )

    def converted(self, amount, currency):
        """Return an amount of some currency in the company's own."""
        return round(amount * RATES[self.currency] / RATES[currency], 2)

    def call(self, model, method, *args, context=None, **kwargs):
        context = {**(context or {}), "allowed_company_ids": [self.id]}
        return self.site.rpc.call(model, method, *args, context=context, **kwargs)

    def create(self, model, **values):
        return self.call(model, "create", [values])[0]

    def search_read(self, model, domain, *fields, **options):
        return self.call(model, "search_read", domain, fields, **options)

    def sales_tax(self):
        """Return the rate of the company's usual sales tax, in per cent."""
        [company] = self.search_read(
            "res.company", [["id", "=", self.id]], "account_sale_tax_id"
        )
        [tax] = self.search_read(
            "account.tax", [["id", "=", company["account_sale_tax_id"][0]]], "amount"
        )
        return tax["amount"]

    def product(self, **values):
        return self.create("product.product", name="Work", list_price=100, **values)

    def pay(self, invoice):
        """Pay an invoice in full, as the user."""
        invoices.pay(self.user, invoice)
