"""How fast WHMCS invoices and payments are booked, against Odoo doing the same."""

import time
from itertools import islice

from devtools import database
from devtools.bench import Row
from devtools.demo.simulator import Simulator
from devtools.demo.whmcs import TAX_RATES

from .pull import make_backend
from .worker import measure

CLIENTS, INVOICES = 2_000, 10_000
BATCH = 250


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    with Simulator(clients=CLIENTS, contacts=0, invoices=INVOICES) as whmcs:
        clients = database.clone(database.template(), "dev_bench_clients")
        measure(clients, f"{__name__}:pull_clients", url=whmcs.url)
        pulled = database.clone(clients, "dev_bench_billing")
        bare = database.clone(clients, "dev_bench_bare")
        figures = measure(pulled, f"{__name__}:pull_invoices")
        figures |= measure(bare, f"{__name__}:bare_booking", source=pulled)
    print(f"  {figures}", flush=True)
    for name in (clients, pulled, bare):
        database.drop(name)
    return [
        Row("whmcs: invoices and payments / bare Odoo", _ratio(figures), 1.6),
        Row(
            "whmcs: calls for each invoice",
            figures["calls"] / figures["read"],
            1.1,
        ),
        Row(
            "whmcs: nothing changed / first pull", figures["again"] / figures["s"], 0.1
        ),
    ]


def _ratio(figures):
    """Return the time for an invoice that came in, over that of a bare one."""
    return figures["s"] / figures["invoices"] / figures["bare"] * figures["booked"]


# -- in the worker ---------------------------------------------------------------


def pull_clients(env, url):
    """Bring in the clients, and set up the accounts."""
    currencies = env["res.currency"].with_context(active_test=False)
    currencies.search([("name", "in", ["EUR", "DKK", "GBP"])]).active = True
    taxes = [
        env["account.tax"].create({"name": f"WHMCS {rate}", "amount": rate})
        for rate in TAX_RATES
    ]
    bank = env["account.journal"].search([("type", "=", "bank")], limit=1)
    backend = make_backend(
        env,
        url,
        whmcs_payment_journal_id=bank.id,
        whmcs_tax_ids=[
            (0, 0, {"rate": rate, "level": str(level), "tax_id": tax.id})
            for (rate, level), tax in zip(TAX_RATES.items(), taxes, strict=True)
        ],
    )
    run = backend._pull()
    assert run.state == "done", run.message
    backend.whmcs_billing = True


def pull_invoices(env):
    """Return seconds of the pull of all invoices, and of one with nothing new."""
    backend = env["sync.backend"].search([])
    start = time.perf_counter()
    run = backend._pull()
    seconds = time.perf_counter() - start
    assert run.state == "done", run.message
    start = time.perf_counter()
    backend._pull()
    bindings = env["sync.binding"]
    return {
        "s": seconds,
        "again": time.perf_counter() - start,
        "calls": run.calls,
        "read": bindings.search_count([("kind", "=", "invoice")]),
        "invoices": bindings.search_count(
            [("kind", "=", "invoice"), ("res_id", ">", 0)]
        ),
    }


INVOICE_LINES = """
    SELECT m.id, m.partner_id, m.currency_id, m.invoice_date, m.invoice_date_due, m.ref,
           l.name, l.price_unit,
           ARRAY(SELECT t.account_tax_id FROM account_move_line_account_tax_rel t
                 WHERE t.account_move_line_id = l.id)
    FROM account_move m JOIN account_move_line l ON l.move_id = m.id
    WHERE m.whmcs_state IS NOT NULL AND m.state = 'posted'
      AND l.display_type = 'product' ORDER BY m.id, l.id
"""
PAYMENTS = """
    SELECT whmcs_invoice_id, partner_id, currency_id, amount, date, memo
    FROM account_payment
    WHERE payment_type = 'inbound' AND whmcs_invoice_id IS NOT NULL ORDER BY id
"""


def bare_booking(env, source):
    """Return seconds of booking what another database holds, in batches, and how many.

    Create and post invoices, create and post payments, reconcile; without
    opportunities, refunds and credit.
    """
    invoices = _invoices(source, env)
    payments = {}
    for invoice_id, *row in database.query(source, PAYMENTS):
        payments.setdefault(invoice_id, []).append(row)
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    todo = iter(invoices.items())
    start = time.perf_counter()
    while batch := dict(islice(todo, BATCH)):
        moves = env["account.move"].create(list(batch.values()))
        moves._post(soft=False)
        paid = [
            (move, row)
            for old_id, move in zip(batch, moves, strict=True)
            for row in payments.get(old_id, ())
        ]
        _pay(env, journal, paid)
        env.cr.commit()
        env.invalidate_all()
    return {"bare": time.perf_counter() - start, "booked": len(invoices)}


def _invoices(source, env):
    """Return the values of invoices by their id in the other database."""
    product = env.ref("sync_whmcs.product_other").id
    invoices = {}
    for id_, partner, currency, day, due, ref, *line in database.query(
        source, INVOICE_LINES
    ):
        values = invoices.setdefault(
            id_,
            {
                "move_type": "out_invoice",
                "partner_id": partner,
                "currency_id": currency,
                "invoice_date": day,
                "invoice_date_due": due,
                "ref": ref,
                "invoice_line_ids": [],
            },
        )
        name, price, taxes = line
        values["invoice_line_ids"].append(
            (
                *(0, 0),
                {
                    "product_id": product,
                    "name": name,
                    "price_unit": float(price),
                    "tax_ids": [(6, 0, taxes)],
                },
            )
        )
    return invoices


def _pay(env, journal, paid):
    payments = env["account.payment"].create(
        [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner,
                "currency_id": currency,
                "amount": float(amount),
                "date": day,
                "memo": memo,
                "journal_id": journal.id,
            }
            for _move, (partner, currency, amount, day, memo) in paid
        ]
    )
    payments.action_post()
    env["account.move.line"]._reconcile_plan(
        [
            (move.line_ids + payment.move_id.line_ids).filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and not line.reconciled
                )
            )
            for (move, _row), payment in zip(paid, payments, strict=True)
        ]
    )
