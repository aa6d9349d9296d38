"""Invoices, payments and refunds of WHMCS come into Odoo, equal to the cent."""

from collections import defaultdict
from decimal import Decimal

import pytest

from devtools.demo.whmcs import billing_settings

from ..conftest import running_site
from ..faulty import FAULTS
from ..helpers import Backend, wait_until

CLIENTS, INVOICES = 40, 120
NO_SALE = {"Invoice", "AddFunds"}


@pytest.fixture(scope="module", params=["exclusive", "inclusive"])
def whmcs(request, start_shared_whmcs):
    return start_shared_whmcs(
        clients=CLIENTS, contacts=5, invoices=INVOICES, tax=request.param
    )


@pytest.fixture(scope="module")
def backend(template, whmcs):
    """A backend after the first pull of everything."""
    with running_site(template) as site:
        backend = Backend(site, whmcs, **billing_settings(site.rpc))
        backend.run = wait_until(lambda: ended(backend), "the first pull", 300)
        yield backend


def ended(backend):
    domain = [["backend_id", "=", backend.id], ["state", "!=", "running"]]
    rows = backend.rpc.search_read("sync.run", domain, "state", "message", "failed")
    backend.last_run = rows and rows[0]["id"]
    return rows and rows[0]


def test_every_invoice_is_there_to_the_cent(backend, whmcs):
    assert backend.run["state"] == "done", backend.run
    found = moves(backend)
    issues = reasons(backend, "invoice")
    problems = []
    for invoice in whmcs.records("invoices"):
        number = str(invoice["id"])
        kinds = {item["type"] for item in invoice["items"]}
        gross = Decimal(invoice["total"]) + Decimal(invoice["credit"])
        if not kinds - NO_SALE:
            if found.get(number):
                problems.append(f"{number} is no sale, but came in")
        elif gross < 0 and invoice["status"] not in ("Draft", "Cancelled"):
            # Odoo knows no invoice below nothing
            if number not in issues:
                problems.append(f"{number} comes to {gross}: no issue")
        elif number not in found:
            problems.append(f"{number} is not there: {issues.get(number)}")
        else:
            move = found[number]
            ours = (move["amount_untaxed"], move["amount_total"], move["state"])
            state = {"Draft": "draft", "Cancelled": "cancel"}
            theirs = (
                Decimal(invoice["subtotal"]),
                gross,
                state.get(invoice["status"], "posted"),
            )
            if ours != theirs:
                problems.append(f"{number}: Odoo {ours}, WHMCS {theirs}")
    assert not problems, "\n".join(problems)


def test_payments_and_refunds_come_to_what_whmcs_booked(backend, whmcs):
    rows = backend.site.sql(
        "SELECT b.kind, b.remote_id, p.amount::text, p.state, n.state "
        "FROM sync_binding b JOIN account_payment p ON p.id = b.res_id "
        "LEFT JOIN account_move i ON i.id = p.whmcs_invoice_id "
        "LEFT JOIN account_move n ON n.reversed_entry_id = i.id "
        "AND n.amount_total = p.amount AND p.payment_type = 'outbound' "
        "WHERE b.kind IN ('payment', 'refund')"
    )
    found = {(kind, remote_id): rest for kind, remote_id, *rest in rows}
    failed = reasons(backend, "invoice")
    wanted = {}
    for row in whmcs.records("transactions"):
        if str(row["invoiceid"]) in failed:
            continue
        kind, column = "payment", "amountin"
        if Decimal(row["amountout"]):
            kind, column = "refund", "amountout"
        wanted[kind, str(row["id"])] = Decimal(row[column])
    assert {key: Decimal(rest[0]) for key, rest in found.items()} == wanted
    assert {rest[1] for rest in found.values()} == {"paid"}
    notes = {key: rest[2] for key, rest in found.items() if key[0] == "refund"}
    assert set(notes.values()) == {"posted"}, notes


def test_opportunities_are_won_and_lost(backend, whmcs):
    rows = backend.site.sql(
        "SELECT b.remote_id, l.won_status, l.active FROM sync_binding b "
        "JOIN crm_lead l ON l.id = b.res_id WHERE b.kind = 'opportunity'"
    )
    outcome = {"Paid": "won", "Cancelled": "lost", "Refunded": "lost"}
    status = {str(each["id"]): each["status"] for each in whmcs.records("invoices")}
    assert len(rows) > INVOICES * 0.9
    for number, won, active in rows:
        assert won == outcome.get(status[number], "pending"), number
        assert active == (won != "lost"), number


def test_paid_is_paid_but_for_credit_without_payment(backend, whmcs):
    """Goodwill is credit that no payment of WHMCS explains: those stay open."""
    found = moves(backend)
    goodwill = defaultdict(Decimal)
    for invoice in whmcs.records("invoices"):
        number = str(invoice["id"])
        if number in found and invoice["status"] == "Paid":
            move = found[number]
            left = move["amount_residual"]
            assert left <= Decimal(invoice["credit"]), number
            goodwill[bool(left)] += 1
    assert goodwill[False] > goodwill[True]


def test_a_payment_a_refund_and_nothing_twice(backend, whmcs):
    client = whmcs.records("invoices")[0]["userid"]
    item = {"description": "Work & travel", "amount": "100.00", "taxed": False}
    number = whmcs.add_invoice(client, item)
    backend.sync()
    move = moves(backend)[str(number)]
    assert (move["payment_state"], move["amount_total"]) == ("not_paid", 100)
    payment = whmcs.pay(number, amount="60.00", gateway="paypal", fees="1.10")
    backend.sync()
    assert moves(backend)[str(number)]["amount_residual"] == 40
    whmcs.pay(number)
    whmcs.refund(payment, amount="20.00")
    whmcs.set_faults(*FAULTS)
    for _again in range(3):
        backend.sync()
    whmcs.set_faults()
    backend.sync_until_done()
    assert moves(backend)[str(number)]["payment_state"] == "paid"
    rows = backend.site.sql(
        "SELECT p.payment_type, p.amount::text FROM account_payment p "
        "JOIN sync_binding b ON b.kind = 'invoice' AND b.res_id = p.whmcs_invoice_id "
        "WHERE b.remote_id = %s ORDER BY p.amount",
        str(number),
    )
    assert rows == [
        ("outbound", "20.00"),
        ("inbound", "40.00"),
        ("inbound", "60.00"),
    ]


def moves(backend):
    """Return the customer invoices by the id of their WHMCS invoice."""
    amounts = ("amount_untaxed", "amount_total", "amount_residual")
    # as text: Odoo, once it is imported, has amounts read as floats
    rows = backend.site.sql(
        "SELECT b.remote_id, m.state, m.payment_state, m.amount_untaxed::text, "
        "m.amount_total::text, m.amount_residual::text FROM sync_binding b "
        "JOIN account_move m ON m.id = b.res_id WHERE b.kind = 'invoice'"
    )
    return {
        number: {
            "state": state,
            "payment_state": paid,
            **dict(zip(amounts, map(Decimal, rest), strict=True)),
        }
        for number, state, paid, *rest in rows
    }


def reasons(backend, kind):
    domain = [
        ["backend_id", "=", backend.id],
        ["kind", "=", kind],
        ["state", "=", "open"],
    ]
    rows = backend.rpc.search_read("sync.issue", domain, "remote_id", "reason")
    return {row["remote_id"]: row["reason"] for row in rows}
