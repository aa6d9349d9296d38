"""Beside localisations, website, sales, timesheets, the queue; those were first."""

from contextlib import suppress
from xmlrpc.client import Fault

import pytest
import requests

from devtools import database, paths
from devtools.upstream import NEIGHBOURS as THEIRS
from tests.e2e.conftest import running_site

from .conftest import installed
from .firm import make_firms
from .form import read_form
from .life import Life, invoice_of

CHARTS = {"DK": "dk", "ES": "es_pymes", "DE": "de_skr03", "FR": "fr", "GB": "uk"}


@pytest.fixture(scope="module")
def beside():
    with installed("theirs", database.core_template()) as made:
        yield made.install(THEIRS).install(paths.own_addons())


@pytest.fixture(scope="module")
def site(beside):
    with running_site(beside.name) as site:
        yield site


@pytest.fixture(scope="module")
def firms(site):
    return make_firms(site, CHARTS)


def test_ours_come_after_theirs(beside):
    assert not beside.loud
    states = beside.states([*THEIRS, *paths.own_addons()])
    assert len(states) == len(THEIRS) + len(paths.own_addons())
    assert set(states.values()) == {"installed"}


class TestLife(Life):
    pass


# -- sales -----------------------------------------------------------------------------


def test_what_an_order_bills_is_an_invoice_like_others(firms):
    for firm in firms:
        pattern = {"crm_numbers_by_pattern": True, "crm_number_pattern": "S[500]"}
        firm.call("res.company", "write", [firm.id], pattern)
        product = firm.product(type="service", invoice_policy="order")
        line = {"product_id": product, "product_uom_qty": 3, "price_unit": 40}
        order = firm.create(
            "sale.order", partner_id=firm.customer, order_line=[(0, 0, line)]
        )
        firm.call("sale.order", "action_confirm", [order])
        context = {"active_model": "sale.order", "active_ids": [order]}
        wizard = "sale.advance.payment.inv"
        values = {"advance_payment_method": "delivered"}
        made = firm.call(wizard, "create", [values], context=context)
        # what it returns holds None, which XML-RPC cannot tell
        with suppress(Fault):
            firm.call(wizard, "create_invoices", made, context=context)
        [found] = firm.search_read(
            "sale.order", [["id", "=", order]], "invoice_ids", "currency_id"
        )
        [invoice] = found["invoice_ids"]
        firm.user.call("account.move", "action_post", [invoice])
        billed = invoice_of(firm, invoice)
        assert billed["name"] == "S500"
        assert billed["amount_untaxed"] == 120
        assert billed["currency_id"] == found["currency_id"]
        assert billed["currency_id"][1] == firm.currency
        firm.pay(invoice)
        assert invoice_of(firm, invoice)["crm_status"] == "paid"
        # what it was ordered with is not for everybody who sees the invoice
        with pytest.raises(Fault):
            firm.reader.count("sale.order")
        shown = read_form(firm.reader, "account.move", invoice)
        assert shown["name"] == "S500"
        assert [line["quantity"] for line in shown["invoice_line_ids"]] == [3]


# -- the website -----------------------------------------------------------------------


def test_a_visitor_of_the_website_is_a_lead(site):
    reply = requests.post(
        f"{site.server.url}/website/form/crm.lead",
        data={
            "contact_name": "Vera Visitor",
            "email_from": "vera@visitor.example",
            "name": "A question from the website",
            "description": "Do you host shops?",
        },
        timeout=60,
    )
    assert reply.ok
    [lead] = site.rpc.search_read(
        "crm.lead",
        [["id", "=", reply.json()["id"]]],
        *("contact_name", "email_from", "description", "crm_company_id"),
    )
    assert lead["contact_name"] == "Vera Visitor"
    assert lead["email_from"] == "vera@visitor.example"
    assert "Do you host shops?" in lead["description"]
    assert lead["crm_company_id"] is False


# -- hours -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def worker(site):
    """Somebody of the first company who works on tasks and tickets."""
    groups = (
        "helpdesk_mgmt.group_helpdesk_user",
        "hr_timesheet.group_hr_timesheet_user",
        "project.group_project_user",
    )
    worker = site.add_user("worker", *groups)
    site.rpc.create("hr.employee", name="Worker", user_id=worker.uid)
    return worker


def test_hours_on_a_task(site, worker):
    project = site.rpc.create("project.project", name="Web", allow_timesheets=True)
    task = site.rpc.create("project.task", name="Draw", project_id=project)
    line = worker.create(
        "account.analytic.line", name="Drew", task_id=task, unit_amount=2
    )
    found = worker.read(
        "account.analytic.line", line, "project_id", "ticket_id", "employee_id"
    )
    assert found["project_id"][0] == project
    assert found["ticket_id"] is False
    assert found["employee_id"][1] == "Worker"
    [hours] = site.rpc.read("project.task", [task], "effective_hours")
    assert hours["effective_hours"] == 2


def test_hours_on_a_ticket(site, worker):
    ticket = site.rpc.create(
        "helpdesk.ticket", name="Mail is slow", description="Since today"
    )
    line = worker.create(
        "account.analytic.line", name="Looked", ticket_id=ticket, unit_amount=1.5
    )
    found = worker.read(
        "account.analytic.line", line, "project_id", "ticket_id", "employee_id"
    )
    # timesheets are lines of a project, and nobody had to choose one
    assert found["project_id"]
    assert found["ticket_id"][0] == ticket
    assert found["employee_id"][1] == "Worker"
    [hours] = site.rpc.read("helpdesk.ticket", [ticket], "hours_total")
    assert hours["hours_total"] == 1.5
