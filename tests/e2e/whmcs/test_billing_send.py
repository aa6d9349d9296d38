"""Invoices and payments that are made in Odoo are in WHMCS exactly once."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from itertools import cycle, islice
from xmlrpc.client import Fault

import pytest

from odoo.addons.sync_whmcs.lib.client import WhmcsClient

from devtools.demo.whmcs import billing_settings

from ..conftest import running_site
from ..faulty import FAULTS as FAILING
from ..helpers import Backend, wait_until

CLIENTS, PRODUCTS, INVOICES = 12, 4, 12
CREDENTIALS = ("simulator-identifier", "simulator-secret")
# the last: it is done, and the reply is lost
FAULTS = [*FAILING, {"kind": "reset", "share": 0.1, "after_effect": True}]
# quantity, price, taxed
LINES = [(1, 100, True), (3, 19.95, True), (1, 7.5, False), (2, 0.99, True)]


@pytest.fixture(scope="module", params=[("exclusive", 8), ("inclusive", 9)])
def whmcs(request, start_shared_whmcs):
    tax, version = request.param
    options = {"tax": tax, "whmcs_version": version, "products": PRODUCTS}
    whmcs = start_shared_whmcs(clients=CLIENTS, **options)
    whmcs.tax_included = tax == "inclusive"
    with WhmcsClient(whmcs.url, *CREDENTIALS, test_mode=True) as client:
        whmcs.currencies = {
            str(number): client.call("GetClientsDetails", clientid=number)["client"][
                "currency_code"
            ]
            for number in range(1, CLIENTS + 1)
        }
    return whmcs


@pytest.fixture(scope="module")
def backend(template, whmcs):
    """A backend that sends, after its first pull."""
    with running_site(template) as site:
        rpc = site.rpc
        settings = billing_settings(rpc)
        bank = settings["whmcs_payment_journal_id"]
        backend = Backend(
            site,
            whmcs,
            **settings,
            whmcs_send_invoices=True,
            whmcs_send_payments=True,
            whmcs_tax_included=whmcs.tax_included,
            whmcs_gateway_ids=[(0, 0, {"module": "banktransfer", "journal_id": bank})],
        )
        backend.wait()
        yield backend


@pytest.fixture(autouse=True)
def well(whmcs):
    yield
    whmcs.set_faults()
    whmcs.set_latency(0)


def tied(backend, kind):
    """Return ``{remote id: record id}``."""
    return dict(
        backend.site.sql(
            "SELECT remote_id, res_id FROM sync_binding "
            "WHERE kind = %s AND res_id > 0 AND remote_id IS NOT NULL",
            kind,
        )
    )


def make_invoices(backend, whmcs, count, first=0):
    """Post invoices for the clients in turn; return their ids."""
    rpc = backend.rpc
    clients = tied(backend, "client")
    products = list(tied(backend, "product").values())
    (tax,) = rpc.call("account.tax", "search", [["name", "=", "VAT 25 %"]])
    made = []
    for at, number in enumerate(islice(cycle(sorted(clients)), first, first + count)):
        code = whmcs.currencies[number]
        (currency,) = rpc.call("res.currency", "search", [["name", "=", code]])
        lines = [
            {
                "product_id": products[(at + place) % len(products)],
                "name": f"Work & travel {at}.{place}",
                "quantity": quantity,
                "price_unit": price,
                "tax_ids": [(6, 0, [tax] if taxed else [])],
            }
            for place, (quantity, price, taxed) in enumerate(LINES[: 1 + at % 4])
        ]
        made.append(
            rpc.create(
                "account.move",
                move_type="out_invoice",
                partner_id=clients[number],
                currency_id=currency,
                invoice_date="2026-11-02",
                invoice_line_ids=[(0, 0, line) for line in lines],
            )
        )
    rpc.call("account.move", "action_post", made)
    return made


def sent(backend, moves):
    """Tell whether all are tied and published; have the scheduler go on meanwhile."""
    backend.press("action_sync_now")
    backend.site.wake_scheduler()
    rows = backend.rpc.read("account.move", moves, "whmcs_state")
    return all(row["whmcs_state"] == "unpaid" for row in rows)


def assert_no_issue_stays(backend):
    """What could not be read among faults is read by a pull without them."""

    def none_open():
        backend.press("action_sync_now")
        backend.site.wake_scheduler()
        return not backend.open_issues()

    try:
        wait_until(none_open, "the end of all issues", pause=1)
    except TimeoutError as error:
        raise AssertionError(f"still open: {backend.open_issues()}") from error


def of_odoo(whmcs):
    """Return the invoices of WHMCS that carry a token of ours, by their notes."""
    return [each for each in whmcs.records("invoices") if "Odoo: " in each["notes"]]


def assert_once(backend, whmcs, moves):
    rows = backend.rpc.read("account.move", moves, "amount_total", "amount_tax")
    ids = {record: remote for remote, record in tied(backend, "invoice").items()}
    theirs = {str(each["id"]): each for each in of_odoo(whmcs)}
    for row in rows:
        invoice = theirs.pop(ids[row["id"]])
        assert invoice["status"] == "Unpaid"
        tax = Decimal(invoice["tax"]) + Decimal(invoice["tax2"])
        assert Decimal(invoice["total"]) == Decimal(f"{row['amount_total']:.2f}")
        assert tax == Decimal(f"{row['amount_tax']:.2f}")
    return theirs


def test_each_is_there_once_whatever_the_connection_does(backend, whmcs):
    whmcs.set_faults(*FAULTS)
    moves = make_invoices(backend, whmcs, INVOICES)
    wait_until(lambda: sent(backend, moves), "invoices in WHMCS", 180, pause=1)
    whmcs.set_faults()
    assert not assert_once(backend, whmcs, moves)
    notes = Counter(each["notes"] for each in of_odoo(whmcs))
    assert len(notes) == INVOICES and set(notes.values()) == {1}
    assert_no_issue_stays(backend)


def test_payments_are_there_once(backend, whmcs):
    moves = sorted(tied(backend, "invoice").values())
    whmcs.set_faults(*FAULTS)
    for move in moves:
        context = {"active_model": "account.move", "active_ids": [move]}
        wizard = backend.rpc.call(
            "account.payment.register", "create", {}, context=context
        )
        backend.rpc.call(
            "account.payment.register",
            "action_create_payments",
            [wizard],
            context=context,
        )

    def all_paid():
        backend.press("action_sync_now")
        backend.site.wake_scheduler()
        rows = backend.rpc.read("account.move", moves, "whmcs_state")
        return all(row["whmcs_state"] == "paid" for row in rows)

    wait_until(all_paid, "payments in WHMCS", 180, pause=1)
    whmcs.set_faults()
    paid = Counter(row["invoiceid"] for row in whmcs.records("transactions"))
    assert paid == Counter({int(number): 1 for number in tied(backend, "invoice")})
    assert len(tied(backend, "payment")) == len(moves)
    (count,) = backend.site.sql("SELECT count(*) FROM account_payment")
    assert count == (len(moves),)
    assert_no_issue_stays(backend)


def test_killed_in_the_middle_it_goes_on_by_itself(backend, whmcs):
    before = {each["id"] for each in of_odoo(whmcs)}
    whmcs.set_latency(0.15)
    moves = make_invoices(backend, whmcs, INVOICES, first=3)

    def begun():
        backend.site.wake_scheduler()
        return len({each["id"] for each in of_odoo(whmcs)} - before) >= 3

    wait_until(begun, "the first of them in WHMCS", pause=0.05)
    backend.site.server.kill()
    pending = backend.site.sql("SELECT 1 FROM sync_binding WHERE remote_id IS NULL")
    assert pending, "all were there already, so this shows nothing"
    backend.site.server.start()
    whmcs.set_latency(0)
    wait_until(lambda: sent(backend, moves), "invoices in WHMCS", 180, pause=1)
    left = assert_once(backend, whmcs, moves)
    assert set(map(int, left)) == before


def test_another_content_is_another_invoice(backend, whmcs):
    (move,) = make_invoices(backend, whmcs, 1)
    wait_until(lambda: sent(backend, [move]), "the invoice in WHMCS", pause=1)
    ids = {record: remote for remote, record in tied(backend, "invoice").items()}
    old = ids[move]
    rpc = backend.rpc
    with suppress(Fault):
        # done, but XML-RPC has no word for the nothing that it returns
        rpc.call("account.move", "button_draft", [move])
    assert rpc.read("account.move", move, "state")["state"] == "draft"
    (line,) = rpc.call(
        "account.move.line",
        "search",
        [["move_id", "=", move], ["display_type", "=", "product"]],
    )
    rpc.call(
        "account.move",
        "write",
        [move],
        {"invoice_line_ids": [(1, line, {"price_unit": 250})]},
    )
    rpc.call("account.move", "action_post", [move])

    def replaced():
        backend.site.wake_scheduler()
        backend.press("action_sync_now")
        found = {record: remote for remote, record in tied(backend, "invoice").items()}
        return sent(backend, [move]) and found.get(move) not in (None, old)

    wait_until(replaced, "the other invoice in WHMCS", pause=1)
    assert whmcs.invoice(int(old))["status"] == "Cancelled"
    assert_once(backend, whmcs, [move])
    leads = backend.site.sql(
        "SELECT count(*) FROM crm_lead WHERE whmcs_invoice_id = %s", move
    )
    assert leads == [(1,)]
