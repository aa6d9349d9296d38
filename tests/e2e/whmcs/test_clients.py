"""Clients and contacts whole: all that both sides know, both ways, among faults."""

import html
import re

import pytest

from ..conftest import running_site
from ..expected import line
from ..expected import partners as partners_of
from ..faulty import FAULTS, lost, settle
from ..helpers import Backend

CLIENTS, CONTACTS = 20, 12
VAT_FIELD, REFERENCE_FIELD = 2, 5
WRITES = ("UpdateClient", "AddClient", "UpdateContact", "AddContact")
LANGUAGES = {"danish": "da_DK", "english": "en_US", "german": "de_DE"}
GROUPS = {0: False, 1: "Resellers & Partners", 3: "Public Sector"}
CURRENCIES = {1: "EUR", 2: "DKK", 3: "GBP", 4: "USD"}
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=CLIENTS, contacts=CONTACTS)


@pytest.fixture(scope="module")
def backend(template, whmcs):
    """A backend that has read everything among faults, and sends."""
    with running_site(template) as site:
        for model, key, values in (
            ("res.lang", "code", list(LANGUAGES.values())),
            ("res.currency", "name", list(CURRENCIES.values())),
        ):
            ids = site.rpc.call(
                model, "search", [[key, "in", values]], context={"active_test": False}
            )
            site.rpc.call(model, "write", ids, {"active": True})
        whmcs.set_faults(*FAULTS)
        backend = Backend(
            site,
            whmcs,
            page_size=6,
            push_changes=True,
            push_new=True,
            whmcs_vat_field=VAT_FIELD,
            whmcs_custom_field_ids=[
                (0, 0, {"number": REFERENCE_FIELD, "field_name": "function"})
            ],
        )
        backend.sync_until_done()
        yield backend


@pytest.fixture(autouse=True)
def well(whmcs):
    yield
    whmcs.set_faults()


def details(backend, whmcs):
    """Compare what is particular of clients and contacts; return the problems."""
    state = whmcs.state()
    states = {
        (each["country_id"][1], text.upper()): each["id"]
        for each in backend.rpc.search_read(
            "res.country.state", [], "country_id", "name", "code"
        )
        for text in (each["name"], each["code"])
    }
    countries = dict(backend.site.sql("SELECT code, name->>'en_US' FROM res_country"))
    problems = []
    for kind in ("client", "contact"):
        for record in state[f"{kind}s"]:
            country = countries.get(record["country"])
            known = states.get((country, record["state"].strip().upper()), False)
            wanted = {"state_id": known}
            if kind == "client":
                wanted |= _of_client(record)
            row = backend.rpc.read(
                "res.partner", backend.partner(kind, record["id"]), *wanted
            )
            found = {name: _plain(name, row[name]) for name in wanted}
            problems += [
                f"{kind} {record['id']}: {name} is {found[name]!r}, not {value!r}"
                for name, value in wanted.items()
                if found[name] != value
            ]
    return problems


def _of_client(client):
    custom = client["customfields"]
    return {
        "lang": LANGUAGES.get(client["language"], "en_US"),
        # but for the marks of lists
        "comment": [word for word in client["notes"].split() if word != "-"],
        "function": line(custom.get(str(REFERENCE_FIELD), "")),
        "vat": custom.get(str(VAT_FIELD)) or client["tax_id"] or False,
        "whmcs_status": client["status"].lower(),
        "whmcs_group_id": GROUPS[client["groupid"]],
        "whmcs_currency_id": CURRENCIES[client["currency"]],
        "whmcs_tax_exempt": client["taxexempt"],
    }


def _plain(name, value):
    if name == "comment":
        # words, as paragraphs and line breaks are the converter's affair
        return html.unescape(TAG.sub(" ", value or "")).split()
    if name == "state_id":
        return value and value[0]
    return value[1] if isinstance(value, list) else value


def custom_vat(whmcs):
    """Return what `assert_equal_to_whmcs` is not told: VAT numbers in custom fields."""
    state = whmcs.state()
    numbers = {
        client["id"]: client["customfields"].get(str(VAT_FIELD))
        for client in state["clients"]
    }
    of_contacts = {contact["id"]: contact["userid"] for contact in state["contacts"]}
    found = {}
    for kind, number in partners_of(state):
        client = of_contacts[number] if kind == "contact" else number
        if numbers[client]:
            found[kind, number] = {"vat": numbers[client]}
    return found


def assert_equal(backend, whmcs):
    backend.assert_equal_to_whmcs(local=custom_vat(whmcs))
    assert details(backend, whmcs) == []


def partners(backend, kind, *remote_ids):
    return [backend.partner(kind, remote_id) for remote_id in remote_ids]


def state_of(backend, code, country="US"):
    domain = [["code", "=", code], ["country_id.code", "=", country]]
    return backend.rpc.call("res.country.state", "search", domain)[0]


def country_of(backend, code):
    return backend.rpc.call("res.country", "search", [["code", "=", code]])[0]


def test_everything_came_in(backend, whmcs):
    assert_equal(backend, whmcs)


def test_what_changes_in_whmcs_comes_in(backend, whmcs):
    whmcs.set_faults(*FAULTS)
    for number in range(1, CLIENTS, 2):
        whmcs.edit(
            "client",
            number,
            country="US",
            state=("California", "nv", "Nowhere")[number % 3],
            notes=f"Line {number} <b>\r\n\r\n& more",
            language=("english", "danish", "german")[number % 3],
            groupid=(0, 1, 3)[number % 3],
            status=("Active", "Inactive", "Closed")[number % 3],
            taxexempt=bool(number % 2),
            customfields={REFERENCE_FIELD: f"Ref & {number}"},
        )
    whmcs.edit("contact", 1, country="US", state="Texas", phonenumber="+1.2125550123")
    whmcs.edit("contact", 2, firstname="Renamed", email="renamed@example.com")
    whmcs.edit(
        "contact",
        operation="add",
        userid=4,
        firstname="New",
        lastname="Contact",
        email="new.contact@example.com",
    )
    whmcs.edit(
        "client",
        operation="add",
        firstname="New",
        lastname="Client",
        companyname="New & Whole Ltd",
        email="whole@example.com",
        country="US",
        state="Ohio",
        notes="From the start",
        language="danish",
        groupid=3,
        customfields={REFERENCE_FIELD: "First"},
    )
    for _again in range(3):
        backend.sync()
    whmcs.set_faults()
    backend.sync_until_done()
    assert_equal(backend, whmcs)


def test_what_changes_in_odoo_goes_out(backend, whmcs):
    whmcs.set_faults(*lost(*WRITES), *FAULTS)
    write = backend.rpc.call
    us = country_of(backend, "US")
    whole = {
        "country_id": us,
        "state_id": state_of(backend, "TX"),
        "comment": "<p>Ask <b>first</b></p><ul><li>a &amp; b</li></ul>",
        "lang": "da_DK",
        "function": "R & D",
        "vat": "DK12345674",
        "phone": "+1 212-555-0199",
    }
    even = partners(backend, "client", *range(2, CLIENTS, 2))
    write("res.partner", "write", even, whole)
    of_contact = {"country_id": us, "state_id": state_of(backend, "NY"), "zip": "10001"}
    some = partners(backend, "contact", 4, 5, 6)
    write("res.partner", "write", some, of_contact)
    company, person = write(
        "res.partner",
        "create",
        [
            {**whole, "name": "Made Here ApS", "is_company": True, "email": "m@h.dk"},
            {**whole, "name": "Anna Made Here", "email": "anna@made.dk"},
        ],
    )
    child = {"name": "Bo Child", "email": "bo@h.dk", "type": "other", **of_contact}
    write("res.partner", "create", [{**child, "parent_id": company}])
    for _again in range(4):
        backend.sync()
    whmcs.set_faults()
    settle(backend)
    state = whmcs.state()
    for number in range(2, CLIENTS, 2):
        client = state["clients"][number - 1]
        assert client["id"] == number
        assert (client["country"], client["state"]) == ("US", "Texas")
        assert client["notes"] == "Ask first\n\n- a & b"
        assert client["language"] == "danish"
        fields = client["customfields"]
        assert (fields[str(REFERENCE_FIELD)], fields[str(VAT_FIELD)]) == (
            "R & D",
            "DK12345674",
        )
    emails = [each["email"] for each in state["clients"]]
    assert [emails.count(each) for each in ("m@h.dk", "anna@made.dk")] == [1, 1]
    made = [each for each in state["contacts"] if each["email"] == "bo@h.dk"]
    assert [each["state"] for each in made] == ["New York"]
    assert backend.partner("client", made[0]["userid"]) == company
    assert not backend.open_issues()
    assert_equal(backend, whmcs)


def test_both_change_the_same_client(backend, whmcs):
    """Different fields come together; of one field, the record's policy decides."""
    whmcs.set_faults(*FAULTS)
    one, two = partners(backend, "client", 6, 8)
    backend.press("action_pause")
    whmcs.edit("client", 6, notes="Theirs", city="Theirs")
    whmcs.edit("client", 8, notes="Theirs", state="Ohio")
    backend.rpc.call("res.partner", "write", [one], {"function": "Ours", "zip": "1"})
    backend.rpc.call("res.partner", "write", [two], {"comment": "<p>Ours</p>"})
    backend.press("action_start")
    for _again in range(4):
        backend.sync()
    whmcs.set_faults()
    backend.sync_until_done()
    clients = {each["id"]: each for each in whmcs.state()["clients"]}
    assert clients[6]["customfields"][str(REFERENCE_FIELD)] == "Ours"
    assert (clients[6]["notes"], clients[6]["postcode"]) == ("Theirs", "1")
    # notes are written on both sides: a person decides, and nothing is lost till then
    assert backend.open_issues() == {("client", 8): "warning"}
    here = backend.rpc.read("res.partner", two, "comment", "state_id")
    assert (here["comment"], clients[8]["notes"]) == ("<p>Ours</p>", "Theirs")
    assert here["state_id"][0] == state_of(backend, "OH")


def test_what_is_deleted_in_whmcs_is_archived_here(backend, whmcs):
    whmcs.set_faults(*FAULTS)
    contact, client = backend.partner("contact", 3), backend.partner("client", 10)
    whmcs.edit("contact", 3, "delete")
    whmcs.edit("client", 10, "delete")
    for _again in range(3):
        backend.sync()
    whmcs.set_faults()
    backend.sync_until_done()
    rows = backend.rpc.read("res.partner", [contact, client], "active")
    assert [row["active"] for row in rows] == [False, False]
