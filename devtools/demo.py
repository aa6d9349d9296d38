"""``./dev demo``: simulated remote systems, Odoo with all addons, and a first pull."""

import signal
import threading
import time
from contextlib import ExitStack

from tests.e2e.crm.mail_servers import smtp_server
from tests.simulators.process import SimulatorProcess

from . import database, demo_zoho
from .console import say, step
from .demo_check import DIFFERS, HOURS, TICKET_ACTION, check_demo
from .demo_economic import CONTACTS, CUSTOMERS, let_one_differ, start_economic
from .rpc import Rpc
from .server import Odoo, forget, load_demo, record

DATABASE = "dev_demo"
PATIENCE = 600
INVOICES = 100
TICKETS = 20
# the simulator's tax rates in per cent, with the level of each
TAX_RATES = {25: 1, 19: 1, 21: 1, 20: 1, 5.2: 2}
TICKET_SETTINGS = {
    "whmcs_tickets": True,
    "whmcs_admin_username": "admin",
    "whmcs_hour_rate": 90,
}


def main(port, clients, check=False, pictures=None):
    """Run the demo until Ctrl-C, or until it was checked; return the exit code."""
    with ExitStack() as stack:
        stack.enter_context(database.running())
        with step("Demo database"):
            database.clone(database.template(), DATABASE)
            load_demo(DATABASE, "crm_integria")
        with step(
            f"WHMCS simulator with {clients} clients, {INVOICES} invoices, "
            f"{TICKETS} tickets"
        ):
            whmcs = stack.enter_context(
                Simulator(
                    clients=clients,
                    contacts=clients * 8 // 5,
                    invoices=INVOICES,
                    tickets=TICKETS,
                    odd_records=True,
                )
            )
        with step("Odoo"):
            odoo = stack.enter_context(Odoo(DATABASE, port=port))
        rpc = Rpc(odoo.url, DATABASE)
        with step("First synchronisation"):
            backend = start_whmcs(
                rpc, whmcs.url, **billing_settings(rpc), **TICKET_SETTINGS
            )
            run = wait_for_run(rpc, backend)
        with step("Hours on a ticket, completed and invoiced"):
            ticket = bill_ticket(rpc, backend)
        with step(f"Simulated e-conomic with {CUSTOMERS} customers"):
            economic = stack.enter_context(
                Simulator(
                    "tests.simulators.economic", customers=CUSTOMERS, contacts=CONTACTS
                )
            )
            books = start_economic(rpc, economic.url)
            wait_for_run(rpc, books)
            differs = let_one_differ(rpc, books, economic)
        with step("Simulated Zoho CRM, with deals won, paid, billed, lost"):
            zoho = stack.enter_context(
                Simulator("tests.simulators.zoho", **demo_zoho.options(rpc))
            )
            smtp_port, _mails = stack.enter_context(smtp_server())
            sales = demo_zoho.Sales(rpc, odoo, DATABASE, zoho, smtp_port)
            wait_for_run(rpc, sales.backend)
            deals = sales.live()
        _summary(rpc, run, whmcs, backend)
        if check:
            forms = [
                *demo_zoho.forms(deals),
                ("ticket", f"{TICKET_ACTION}/{ticket}", HOURS),
                ("compare", f"contacts/{differs}", DIFFERS),
            ]
            return check_demo(rpc, odoo, whmcs, run, backend, pictures, forms)
        say(f"\nOpen {odoo.url}/odoo/sync-backends   log in: admin / admin")
        say(f"Differs from e-conomic, to compare:  {odoo.url}/odoo/contacts/{differs}")
        say(
            f"A deal that waits for payment:  {odoo.url}/odoo/crm.lead/{deals['waits']}"
        )
        say(f"  pay it as the customer:  {sales.pay_link(deals['waits'])}")
        say(f"One that lacks something:  {odoo.url}/odoo/crm.lead/{deals['missing']}")
        say(f"One with a whole life:  {odoo.url}/odoo/crm.lead/{deals['life']}")
        say(f"Customers:  {odoo.url}/odoo/crm-companies")
        say(
            "  as user1 / user1 (owner of Customer #A), manager1 / manager1 (of #B), "
            "user2 / user2 (no role: sees nothing)"
        )
        say("Ctrl-C stops everything.")
        _wait_for_end()
        say("\nstopping …")
    return 0


class Simulator(SimulatorProcess):
    """A simulator that ``./dev stop`` knows about."""

    def start(self):
        super().start()
        record(self.pid, "simulator")

    def stop(self):
        forget(self.pid)
        return super().stop()


def start_whmcs(rpc, url, **values):
    """Create a WHMCS backend as an admin would, test it and switch it on."""
    backend = rpc.create(
        "sync.backend",
        name="Hosting customers",
        system="whmcs",
        whmcs_url=url,
        whmcs_identifier="simulator-identifier",
        whmcs_secret_input="simulator-secret",
        test_mode=True,
        **values,
    )
    rpc.call("sync.backend", "action_test_connection", [backend])
    rpc.call("sync.backend", "action_start", [backend])
    return backend


def billing_settings(rpc):
    """Set up the accounts as a person does; return the settings of a backend for it."""
    currencies = rpc.call(
        "res.currency",
        "search",
        [["name", "in", ["EUR", "DKK", "GBP"]]],
        context={"active_test": False},
    )
    rpc.call("res.currency", "write", currencies, {"active": True})
    taxes = []
    for rate, level in TAX_RATES.items():
        tax = rpc.create("account.tax", name=f"VAT {rate} %", amount=rate)
        taxes.append((0, 0, {"rate": rate, "level": str(level), "tax_id": tax}))
    (bank,) = rpc.search_read("account.journal", [["type", "=", "bank"]], "name")
    return {
        "whmcs_billing": True,
        "whmcs_payment_journal_id": bank["id"],
        "whmcs_tax_ids": taxes,
    }


def bill_ticket(rpc, backend):
    """Answer a ticket, work on it and have it invoiced; return its id."""
    rpc.call("sync.backend", "action_whmcs_load_ticket_choices", [backend])
    ticket = rpc.search_read(
        "helpdesk.ticket",
        [["partner_id", "!=", False], ["closed", "=", False]],
        "id",
        order="id",
        limit=1,
    )[0]["id"]
    for hours, text in ((0.5, "Looked at the logs"), (1.25, "Moved the mailbox")):
        rpc.create(
            "account.analytic.line", ticket_id=ticket, name=text, unit_amount=hours
        )
    rpc.call(
        "helpdesk.ticket",
        "message_post",
        [ticket],
        body="It is done. Please try again.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    domain = [["whmcs_invoiced", "=", True]]
    (stage,) = rpc.call("helpdesk.ticket.stage", "search", domain)
    rpc.call("helpdesk.ticket", "write", [ticket], {"stage_id": stage})
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if rpc.count("crm.lead", ["ticket_id", "=", ticket]):
            return ticket
        time.sleep(0.5)
    raise TimeoutError(f"ticket {ticket} was not invoiced within {PATIENCE} s")


def wait_for_run(rpc, backend, after=0):
    """Wait for the end of the first run newer than ``after``; return it as a dict."""
    fields = [
        "state",
        "done",
        "created",
        "failed",
        "seconds",
        "rate",
        "calls",
        "message",
    ]
    domain = [
        ["backend_id", "=", backend],
        ["id", ">", after],
        ["state", "!=", "running"],
    ]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if rows := rpc.search_read("sync.run", domain, *fields, order="id", limit=1):
            return rows[0]
        time.sleep(0.5)
    raise TimeoutError(f"no run of backend {backend} ended within {PATIENCE} s")


def _summary(rpc, run, whmcs, backend):
    say("\nWhat came in from WHMCS:")
    for kind, label in (
        ("client", "clients (companies and persons)"),
        ("client_person", "persons of companies"),
        ("contact", "contacts"),
        ("product", "products"),
        ("service", "services of clients"),
        ("invoice", "invoices"),
        ("opportunity", "opportunities"),
        ("payment", "payments"),
        ("refund", "refunds"),
        ("ticket", "tickets"),
        ("reply", "replies"),
        ("note", "notes"),
    ):
        domain = [["backend_id", "=", backend], ["kind", "=", kind]]
        say(f"  {rpc.count('sync.binding', *domain):>6} {label}")
    issues = rpc.count(
        "sync.issue", ["backend_id", "=", backend], ["state", "=", "open"]
    )
    say(f"  {issues:>6} issues, each with a reason")
    say(
        f"  from {whmcs.url} in {run['seconds']:.1f} s with {run['calls']} calls: "
        f"{run['created'] / (run['seconds'] or 1):.0f} records per second"
    )


def _wait_for_end():
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_args: ended.set())
    try:
        ended.wait()
    except KeyboardInterrupt:
        return
