"""What ``./dev demo`` shows of Zoho CRM: deals in each state of their life."""

from datetime import date, timedelta

import requests

from .invoices import pay
from .simulator import wait_until

PATIENCE = 120
CONTACTS, DEALS = 20, 12
STAGE = "Qualification"
PIPELINE = "Standard (Standard)"
REASON = "They host it themselves now"


def options(rpc):
    """Return the options of the simulator: its base currency is the company's."""
    [company] = rpc.search_read("res.company", [], "currency_id", limit=1)
    return {
        "contacts": CONTACTS,
        "deals": DEALS,
        "products": 0,
        "provisioned": True,
        "currency": company["currency_id"][1],
        "no_oauth_limits": True,
    }


def forms(deals):
    """Return what ``--check`` opens: name, path and what must be there."""
    places = {
        "missing": ".alert:has-text('Missing for billing')",
        "life": ".o_form_view .nav-link:has-text('Zoho CRM')",
    }
    return [
        (f"deal-{what}", f"crm.lead/{deals[what]}", selector)
        for what, selector in places.items()
    ]


def values(url):
    """Return the values of a backend that knows the simulator, not connected yet."""
    return {
        "name": "Sales in Zoho CRM",
        "system": "zoho",
        "test_mode": True,
        "push_changes": True,
        "zoho_client_id": "1000.SIMULATORCLIENT",
        "zoho_client_secret_input": "simulator-secret",
        "zoho_root": url,
    }


def connect(rpc, url, database, backend):
    """Press *Connect* and consent, as the administrator without a browser."""
    session = requests.Session()
    login = {"db": database, "login": "admin", "password": "admin"}
    session.post(
        f"{url}/web/session/authenticate", json={"params": login}, timeout=30
    ).raise_for_status()
    leads_to = rpc.call("sync.backend", "action_zoho_connect", [backend])["url"]
    page = session.get(leads_to, timeout=30)
    decision = {"decision": "accept"}
    back = session.post(page.url, data=decision, allow_redirects=False, timeout=30)
    reply = session.get(back.headers["Location"], allow_redirects=False, timeout=30)
    if reply.status_code != 303:
        raise RuntimeError(f"Zoho CRM could not be connected: {reply.text}")


def sell(zoho, deal, person, product=None):
    """Make a customer, a product and a deal in Zoho CRM; return the deal's id.

    :param person: values of the contact, None for a deal without one
    :param product: values of the product
    """
    given = {"Deal_Name": deal, "Stage": STAGE, "Pipeline": PIPELINE}
    if person:
        contact = zoho.edit("contact", operation="add", by="sales", **person)["id"]
        given["Contact_Name"] = {"id": contact}
    number = zoho.edit("deal", operation="add", by="sales", **given)["id"]
    if product:
        product = zoho.edit("product", operation="add", by="sales", **product)["id"]
        zoho.edit("deal", number, "add-products", by="sales", products=[product])
    return number


def person(first, last, **more):
    """Return the values of a contact that lacks nothing."""
    usual = {
        "First_Name": first,
        "Last_Name": last,
        "Email": f"{first.lower()}@kunde.example",
        "Mailing_Street": "Vej 1",
        "Mailing_City": "Ribe",
        "Mailing_Zip": "6760",
        "Mailing_Country": "Denmark",
        "Customer_Language": "English",
    }
    return {**usual, **more}


def product(name, price, **more):
    return {"Product_Name": name, "Unit_Price": price, "Billing": "Monthly", **more}


def send_mails_to(rpc, smtp_port):
    """Have all mails go to a server on this machine."""
    address = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port}
    rpc.create("ir.mail_server", name="Out", smtp_encryption="none", **address)


def take_payments(rpc):
    """Switch on Odoo's demo provider, which pays whatever it is asked to."""
    domain = [["name", "=", "payment_demo"]]
    module = rpc.call("ir.module.module", "search", domain)
    rpc.call("ir.module.module", "button_immediate_install", module)
    provider = rpc.ref("payment.payment_provider_demo")
    values = {"state": "test", "is_published": True}
    rpc.call("payment.provider", "write", [provider], values)


def sell_in_denmark(rpc):
    """Say what the tax region of products in Zoho CRM means here."""
    [company] = rpc.call("res.company", "read", [1], ["account_sale_tax_id"])
    taxes = [(6, 0, [company["account_sale_tax_id"][0]])]
    rpc.create("zoho.tax.region", name="Denmark", tax_ids=taxes)


def let_a_month_pass(rpc, contract):
    """Have a contract's first month be over; return the ids of its lines.

    :param rpc: as somebody who keeps the books
    """
    lines = rpc.call("contract.line", "search", [["contract_id", "=", contract]])
    yesterday, past = date.today() - timedelta(1), date.today() - timedelta(31)
    values = {"date_start": str(past), "last_date_invoiced": str(yesterday)}
    rpc.call("contract.line", "write", lines, values)
    return lines


def bill_contracts(rpc):
    """Run the scheduled action that bills what is due."""
    cron = rpc.ref("contract.contract_cron_for_invoice")
    rpc.call("ir.cron", "method_direct_trigger", [cron])


class Sales:
    """Sales people in Zoho CRM, and what Odoo makes of their deals.

    :param odoo: running `devtools.server.Odoo`
    """

    def __init__(self, rpc, odoo, database, zoho):
        self.rpc, self.zoho = rpc, zoho
        take_payments(rpc)
        sell_in_denmark(rpc)
        self.backend = rpc.create("sync.backend", **values(zoho.url))
        connect(rpc, odoo.url, database, self.backend)
        for button in ("test_connection", "zoho_check_fields", "start", "zoho_watch"):
            rpc.call("sync.backend", f"action_{button}", [self.backend])

    def live(self):
        """Have a few deals live; return ``{what: id of the opportunity}``."""
        zoho = self.zoho
        deals = {
            "waits": sell(zoho, "Hosting for Ada", person("Ada", "Ærø"), HOSTING),
            "missing": sell(
                zoho, "Shop for nobody", None, product("Shop", None, Billing=None)
            ),
            "life": sell(zoho, "Backup for Bo", person("Bo", "Ås"), BACKUP),
            "lost": sell(zoho, "Mailboxes for Ea", person("Ea", "Ly"), BACKUP),
        }
        self.wait(deals, zoho_category="open")
        for what, deal in deals.items():
            move = {"stage": "Closed Won"}
            if what == "lost":
                move = {"stage": "Closed Lost", "reason": REASON}
            zoho.edit("deal", deal, "move", by="sales", **move)
        leads = self.wait({"waits": deals["waits"]}, zoho_status="link_sent")
        leads |= self.wait({"missing": deals["missing"]}, zoho_category="won")
        leads |= self.wait({"lost": deals["lost"]}, zoho_category="lost")
        leads |= self.wait({"life": deals["life"]}, zoho_status="link_sent")
        self._whole_life(deals["life"], leads["life"])
        return leads

    def _whole_life(self, deal, lead):
        """Pay, bill a month later, lose with a reason, win again."""
        rpc = self.rpc
        [episode] = rpc.search_read(
            *("zoho.deal.episode", [["lead_id", "=", lead]]),
            *("contract_id", "invoice_id"),
        )
        pay(rpc, episode["invoice_id"][0])
        self.wait({"life": deal}, zoho_status="paid")
        let_a_month_pass(rpc, episode["contract_id"][0])
        bill_contracts(rpc)
        move = {"stage": "Closed Lost", "reason": REASON}
        self.zoho.edit("deal", deal, "move", by="sales", **move)
        self.wait({"life": deal}, zoho_status="stopped")
        self.zoho.edit("deal", deal, "move", by="sales", stage="Closed Won")
        self.wait({"life": deal}, zoho_status="paid")

    def pay_link(self, lead):
        domain = [["lead_id", "=", lead]]
        return self.rpc.search_read("zoho.deal.episode", domain, "pay_url")[0][
            "pay_url"
        ]

    def wait(self, deals, **values):
        """Wait until the opportunities of deals have some values; return their ids."""

        def there():
            found = {what: self._lead(deal, values) for what, deal in deals.items()}
            return all(found.values()) and found

        return wait_until(there, f"deals {deals}: {values}", PATIENCE)

    def _lead(self, deal, values):
        domain = [["backend_id", "=", self.backend], ["kind", "=", "deal"]]
        domain += [["remote_id", "=", deal], ["res_id", ">", 0]]
        tied = self.rpc.search_read("sync.binding", domain, "res_id")
        if not tied:
            return None
        wanted = [[name, "=", value] for name, value in values.items()]
        wanted += [["id", "=", tied[0]["res_id"]], ["active", "in", [True, False]]]
        return self.rpc.count("crm.lead", *wanted) and tied[0]["res_id"]


HOSTING = product("Hosting", 100)
BACKUP = product("Backup", 25)
