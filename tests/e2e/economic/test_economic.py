"""From a new backend to a compared customer, and what goes wrong on the way.

The same over both transports, each in an Odoo of its own.
"""

import pytest

from ..helpers import wait_until
from .conftest import PICTURES, EconomicBackend

PANEL = ".o_sync_panel .o_sync_entry"
DIALOG = ".o_sync_compare"
CUSTOMERS, CONTACTS = 40, 60
CREATION = {"rest": "POST /customers", "soap": "SOAP Debtor_CreateFromData"}


@pytest.fixture(scope="module", params=["rest", "soap"])
def transport(request):
    return request.param


@pytest.fixture(scope="module")
def economic(transport, start_economic):
    return start_economic(customers=CUSTOMERS, contacts=CONTACTS, odd_records=True)


@pytest.fixture(scope="module")
def backend(site, transport, economic):
    backend = EconomicBackend(site, economic, economic_transport=transport)
    assert backend.wait()["state"] == "done"
    backend.choose_defaults()
    yield backend
    economic.set_faults()


def test_all_of_them_are_here(backend):
    kinds = {
        kind: backend.rpc.count("sync.binding", ["kind", "=", kind], ["res_id", ">", 0])
        for kind in ("customer", "contact", "vat_zone")
    }
    assert kinds == {"customer": CUSTOMERS, "contact": CONTACTS, "vat_zone": 4}
    found = backend.customer(2)
    partner = backend.partner_is(2, name=found["name"], city=found["city"])
    read = backend.rpc.read("res.partner", partner, "economic_number", "is_company")
    assert read == {"id": partner, "economic_number": 2, "is_company": True}
    # nothing is sent that nobody changed
    backend.press("action_sync_now")
    assert backend.wait()["state"] == "done"
    stats = backend.simulator.stats()["calls"]
    assert not [name for name in stats if name.split()[0] in ("PUT", "POST")]


def test_compare_and_choose(backend, open_client):
    """Both sides differ; a click decides each value, and both systems follow."""
    backend.customer(5)
    partner = backend.partner("customer", 5)
    crons = backend.read("cron_id", "push_cron_id")
    ids = [crons["cron_id"][0], crons["push_cron_id"][0]]
    backend.rpc.call("ir.cron", "write", ids, {"active": False})
    here = {"city": "Marstal", "street": "Kongensgade 1"}
    backend.rpc.call("res.partner", "write", [partner], here)
    backend.simulator.edit("customer", 5, city="Ommel", address1="Prinsensgade 2")
    stored = backend.customer(5)
    client = open_client()
    page = client.page
    client.open(f"res.partner/{partner}", f"{PANEL}")
    page.click("button[name=sync_compare]")
    side = f"{DIALOG} [data-key='%s'] [data-side='%s']"
    page.click(side % ("city", "odoo"))
    page.click(side % ("street", "remote"))
    client.picture(PICTURES / "economic-compare.png")
    page.click(f"{DIALOG} button[name=write]")
    # its contact persons follow in the same dialog
    page.locator(DIALOG, has_text="2 of").wait_for()
    client.picture(PICTURES / "economic-compare-person.png")
    page.click(f"{DIALOG} button[name=close]")
    page.wait_for_selector(DIALOG, state="detached")
    now = backend.customer(5)
    assert (now["city"], now["address1"]) == ("Marstal", "Prinsensgade 2")
    changed = {name for name in stored if stored[name] != now.get(name)}
    assert changed <= {"city", "objectVersion", "lastUpdated"}
    read = backend.rpc.read("res.partner", partner, "city", "street")
    assert (read["city"], read["street"]) == ("Marstal", "Prinsensgade 2")
    backend.rpc.call("ir.cron", "write", ids, {"active": True})


def test_a_webhook_brings_a_change_at_once(backend):
    backend.press("action_economic_webhook")
    backend.simulator.edit("customer", 7, city="Ærøskøbing")
    backend.site.wake_scheduler()
    backend.partner_is(7, city="Ærøskøbing")
    new = backend.simulator.edit("customer", operation="add", name="Ny i dag")["id"]
    backend.partner_is(new, name="Ny i dag")
    partner = backend.partner("customer", new)
    backend.simulator.edit("customer", new, "delete")
    wait_until(
        lambda: backend.rpc.count(
            "mail.message",
            ["res_id", "=", partner],
            ["model", "=", "res.partner"],
            ["body", "ilike", "Not in e-conomic any more"],
        ),
        "the note",
    )
    assert backend.rpc.read("res.partner", partner, "active")["active"]


def test_a_reply_that_is_lost_creates_nobody_twice(backend, transport):
    before = len(backend.simulator.state()["customers"])
    lost = {"kind": "reset", "after_effect": True, "times": 5}
    backend.simulator.set_faults({**lost, "action": CREATION[transport]})
    partner = backend.rpc.create("res.partner", name="Kun én", is_company=True)
    create = ("sync_create_there", [partner], backend.id, "customer")
    backend.rpc.call("res.partner", *create)

    def tied():
        backend.press("action_sync_now")
        backend.site.wake_scheduler()
        domain = [["res_id", "=", partner], ["remote_id", "!=", False]]
        return backend.rpc.count("sync.binding", ["kind", "=", "customer"], *domain)

    wait_until(tied, "the new customer", pause=1)
    rows = backend.simulator.state()["customers"]
    assert len(rows) == before + 1
    assert [row["name"] for row in rows].count("Kun én") == 1


def test_with_faults_nothing_is_lost(site, transport, start_economic):
    economic = start_economic(customers=40, contacts=60, latency=0.01)
    economic.set_faults(
        {"kind": "status", "status": 500, "share": 0.15},
        {"kind": "reset", "share": 0.1},
        {"kind": "html", "share": 0.1},
        {"kind": "status", "status": 429, "retry_after": 0.2, "share": 0.1},
    )
    backend = EconomicBackend(
        site,
        economic,
        switch_on=False,
        name="Faulty",
        page_size=10,
        economic_transport=transport,
    )
    backend.press("action_start")
    backend.wait()
    backend.sync_until_done(tries=40)
    of_backend = ["backend_id", "=", backend.id]
    for kind, number in (("customer", 40), ("contact", 60)):
        count = backend.rpc.count("sync.binding", of_backend, ["kind", "=", kind])
        assert count == number
    assert not backend.rpc.count("sync.issue", of_backend, ["state", "=", "open"])
