"""``./dev demo``: simulated remote systems, Odoo with all addons, and a first pull."""

import signal
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from tests.simulators.process import SimulatorProcess

from . import browser, database, paths
from .console import say, step
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
# what --check opens: name, path below /odoo, and what must be there
ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
# issues come in groups, which are there only with issues in them
GROUPS = ".o_group_header:has(.o_group_name), .o_kanban_record:not(.o_kanban_ghost)"
HOURS = ".o_form_view .nav-link:has-text('Billable hours')"
SCREENS = [
    ("backends", "sync-backends", ".o_kanban_record:has-text('Hosting customers')"),
    ("backend", "sync-backends/1", ".o_form_view [name=whmcs_url]"),
    ("runs", "action-sync_base.sync_run_action", ROW),
    ("issues", "action-sync_base.sync_issue_action", GROUPS),
    ("partners", "contacts", ROW),
    ("services", "action-sync_whmcs.whmcs_service_action", ROW),
    ("opportunities", "action-crm.crm_lead_opportunities", ROW),
    ("invoices", "action-account.action_move_out_invoice_type", ROW),
    ("payments", "action-account.action_account_payments", ROW),
    ("tickets", "action-helpdesk_mgmt.helpdesk_ticket_action", ROW),
    ("companies", "crm-companies", ROW),
]


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
        _summary(rpc, run, whmcs)
        if check:
            return _check(rpc, odoo, whmcs, run, pictures, ticket)
        say(f"\nOpen {odoo.url}/odoo/sync-backends   log in: admin / admin")
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


def _summary(rpc, run, whmcs):
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
        say(f"  {rpc.count('sync.binding', ['kind', '=', kind]):>6} {label}")
    issues = rpc.count("sync.issue", ["state", "=", "open"])
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


# -- --check -----------------------------------------------------------------


def _check(rpc, odoo, whmcs, run, pictures, ticket):
    """Verify by XML-RPC and in Chromium what was printed; return the exit code."""
    folder = Path(pictures) if pictures else paths.STATE / "pictures"
    problems = []
    with step("Check by XML-RPC"):
        problems += _check_data(rpc, whmcs, run)
    with step("Check in Chromium"):
        form = (
            "ticket",
            f"action-helpdesk_mgmt.helpdesk_ticket_action/{ticket}",
            HOURS,
        )
        problems += _check_screens(odoo.url, folder, [*SCREENS, form])
    for problem in problems:
        say(f"! {problem}")
    say(f"pictures: {folder}")
    say("demo check failed" if problems else "demo check passed")
    return 1 if problems else 0


def _check_data(rpc, whmcs, run):
    """Compare what Odoo has with what the simulator holds."""
    if run["state"] != "done":
        return [f"the run {run['state']}: {run['message']}"]
    state = whmcs.state()
    problems = []
    for kind, remote in (("client", state["clients"]), ("contact", state["contacts"])):
        bound = rpc.search_read("sync.binding", [["kind", "=", kind]], "remote_id")
        issues = rpc.search_read(
            "sync.issue",
            [["kind", "=", kind], ["severity", "=", "error"]],
            "remote_id",
        )
        seen = {row["remote_id"] for row in [*bound, *issues]}
        wanted = {str(record["id"]) for record in remote}
        if seen != wanted:
            problems.append(
                f"{kind}: WHMCS has {len(wanted)}, Odoo knows {len(seen)}; they differ "
                f"in {sorted(seen ^ wanted)[:5]}"
            )
    return problems


def _check_screens(url, folder, screens):
    """Open the screens in Chromium and take their pictures."""
    problems = []
    with browser.chromium() as chromium:
        for name, viewport in (("desktop", browser.DESKTOP), ("phone", browser.PHONE)):
            with browser.client(chromium, url, viewport) as odoo:
                odoo.login()
                for title, path, selector in screens:
                    picture = folder / f"{title}-{name}.png"
                    try:
                        odoo.open(path, selector)
                    except browser.TimeoutError:
                        problems.append(f"{name}: no {selector} on /odoo/{path}")
                    odoo.picture(picture)
                wide = odoo.page.evaluate("document.documentElement.scrollWidth")
                if wide > viewport["width"]:
                    problems.append(f"{name}: the page is {wide} pixels wide")
                problems += [f"{name}: console: {text}" for text in odoo.errors]
    return problems
