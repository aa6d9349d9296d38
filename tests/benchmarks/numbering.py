"""What numbers by a pattern and the PDF of invoices cost, against Odoo's own.

Posting is measured with 2,000 invoices there already, one by one and each in a
transaction of its own, as people post; the PDF with what Odoo's standard report makes
of the same invoice.
"""

import time
from statistics import median

from devtools import database
from devtools.bench import Row

from .worker import measure

BEFORE, ROUNDS, PDFS = 2000, 60, 9


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    name = database.clone(database.template(), "dev_bench_numbering")
    try:
        found = measure(name, f"{__name__}:seconds")
    finally:
        database.drop(name)
    print(f"  {found}", flush=True)
    posting = found["pattern"] / found["odoo"]
    paper = found["our_pdf"] / found["odoo_pdf"]
    return [
        Row("numbering: posting by a pattern / by Odoo", posting, 1.1),
        Row("numbering: PDF / Odoo's standard report", paper, 0.5),
    ]


# -- in the worker ---------------------------------------------------------------


def seconds(env):
    """Return the seconds of posting one invoice and of one PDF, in both ways."""
    env = env(user=env.ref("base.user_admin").id)
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
    customer = env["res.partner"].create(
        {"name": "Customer", "is_company": True, "is_crm_company": True}
    )
    taken = {"odoo": [], "pattern": []}
    for on in (False, True):
        company.crm_numbers_by_pattern = on
        make_invoices(env, customer, BEFORE // 2).action_post()
        env.cr.commit()
    moves = make_invoices(env, customer, 2 * (ROUNDS + 1))
    env.cr.commit()
    for number, move in enumerate(moves):
        way = "pattern" if number % 2 else "odoo"
        company.crm_numbers_by_pattern = way == "pattern"
        env.cr.commit()
        env.invalidate_all()
        start = time.perf_counter()
        move.action_post()
        env.cr.commit()
        if number > 1:  # the first ones fill caches
            taken[way].append(time.perf_counter() - start)
        assert bool(move.crm_numbering) == (way == "pattern")
    found = {name: median(each) for name, each in taken.items()}
    return {**found, **seconds_of_pdf(env, moves[-1])}


def make_invoices(env, customer, count):
    line = {"name": "Service", "quantity": 1, "price_unit": 100}
    values = {
        "move_type": "out_invoice",
        "partner_id": customer.id,
        "invoice_date": "2026-03-01",
        "invoice_line_ids": [(0, 0, line)],
    }
    return env["account.move"].create([values] * count)


def seconds_of_pdf(env, move):
    reports = env["ir.actions.report"].with_context(force_report_rendering=True)
    names = {
        "odoo_pdf": "account.report_invoice_with_payments",
        "our_pdf": "crm_integria.report_invoice",
    }
    taken = {name: [] for name in names}
    for number in range(PDFS + 1):
        for name, report in names.items():
            env.invalidate_all()
            start = time.perf_counter()
            content, _kind = reports._render_qweb_pdf(report, move.ids)
            if number:
                taken[name].append(time.perf_counter() - start)
            assert content.startswith(b"%PDF")
    return {name: median(each) for name, each in taken.items()}
