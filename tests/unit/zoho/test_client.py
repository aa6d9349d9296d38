"""The client of Zoho CRM against the simulator: what it reads and writes."""

from datetime import timedelta

import pytest

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_zoho.lib.client import ZohoClient
from odoo.addons.sync_zoho.lib.custom_fields import WANTED, found_in
from odoo.addons.sync_zoho.lib.refusals import Duplicate, Refused
from odoo.addons.sync_zoho.lib.regions import Regions
from odoo.addons.sync_zoho.lib.sold import Source, sold

from tests.unit.zoho.connected import Holder


@pytest.fixture
def odd(zoho_simulator):
    """Ids of odd records, by kind."""
    return zoho_simulator.records("odd_records")


def stored(simulator, module, number):
    [row] = simulator.records(module, ids=[number])
    return row


def runs_of(simulator, number):
    return [run for run in simulator.records("workflow_runs") if run["id"] == number]


# -- the organisation ------------------------------------------------------------------


def test_the_organisation(zoho, zoho_simulator):
    assert zoho.base_currency(zoho.org()) == "EUR"
    zoho_simulator.set_quirks("iso-code-in-locale")
    assert zoho.base_currency(zoho.org()) == "EUR"


def test_stages_are_asked_once(zoho, zoho_simulator):
    before = zoho_simulator.stats()["calls"].get("GET /settings/fields", 0)
    for name, meant in {
        "Closed Won": "won",
        "Vundet 🎉": "won",
        "closed lost": "lost",
        "Closed Lost to Competition": "lost",
        "Identify Decision Makers": "open",
        "Nobody knows": None,
    }.items():
        assert zoho.stages().category(name) == meant
    assert zoho_simulator.stats()["calls"]["GET /settings/fields"] == before + 1


# -- tokens and limits -----------------------------------------------------------------


def test_a_token_that_ended_is_renewed_once(zoho, zoho_simulator):
    zoho_simulator.control("expire-tokens", {"what": ["access"]})
    results = zoho.many(lambda _n: zoho.org(), range(3))
    assert not [each for each in results if isinstance(each, Exception)]
    zoho.org()
    assert zoho.holder.renewals == 1


def test_a_consent_that_was_withdrawn(zoho, zoho_simulator):
    gone = zoho.holder.tokens._replace(access="1000.x", refresh="1000.y")
    zoho.holder.tokens = gone
    with pytest.raises(Auth, match="Connect again"):
        zoho.org()


def test_the_wrong_region(zoho, zoho_simulator):
    url = Regions(zoho_simulator.url).api_url("in")
    holder = Holder(zoho.holder.accounts, zoho.holder.tokens)
    with ZohoClient(url, holder, test_mode=True) as client:
        for _time in range(3):
            with pytest.raises(Auth, match="another data centre"):
                client.org()
    assert holder.renewals == 1


def test_faults(zoho, zoho_simulator):
    zoho_simulator.set_faults({"kind": "reset", "times": 2})
    assert zoho.org()["company_name"]
    zoho_simulator.set_faults({"kind": "html", "times": 50})
    with pytest.raises(Transient):
        zoho.org()


def test_credits_are_told_and_end(zoho, zoho_simulator):
    zoho_simulator.control("credits", {"limit": 2000, "used": 1200})
    zoho.org()
    assert zoho.budget.remaining < 800
    zoho_simulator.control("credits", {"limit": 2000, "used": 2000})
    with pytest.raises(Transient) as caught:
        zoho.org()
    assert caught.value.retry_after == 900


def test_a_right_that_is_lacking(zoho, zoho_simulator):
    lacks = {"admin": ["Crm_Implied_View_Potentials"]}
    zoho_simulator.control("access", {"lacks": lacks})
    with pytest.raises(Auth, match="Crm_Implied_View_Potentials"):
        zoho.records("Deals", ["id"])
    zoho_simulator.control("access", {"lacks": {"admin": []}})


# -- records ---------------------------------------------------------------------------


def test_one_that_is_not_there(zoho):
    for number in ("1", "not a number"):
        with pytest.raises(NotFound):
            zoho.record("Deals", number)
        with pytest.raises(NotFound):
            zoho.update("Deals", number, {"Amount": 1})
        with pytest.raises(NotFound):
            zoho.products_of(number, ["id"])
        with pytest.raises(NotFound):
            zoho.contact_roles(number)


def test_a_module_and_a_field_that_are_not_there(zoho):
    with pytest.raises(Refused, match="INVALID_MODULE"):
        zoho.records("Nothing", ["id"])
    with pytest.raises(Refused, match="LIMIT_EXCEEDED"):
        zoho.records("Deals", [f"F{n}" for n in range(51)])


def test_products_of_a_deal(zoho, zoho_simulator, odd):
    names = ["Product_Name", "Unit_Price"]
    rows = zoho.products_of(odd["deal-product-without-price"], names)
    assert [row["Unit_Price"] for row in rows] == [99.5, None]
    assert zoho.products_of(odd["deal-without-products"], names) == []
    zoho_simulator.set_quirks("hidden-products")
    with pytest.raises(Refused):
        zoho.products_of(odd["deal-usual"], names)


def test_contacts_of_a_deal(zoho, odd):
    roles = zoho.contact_roles(odd["deal-several-contacts"])
    assert len(roles) == 2
    assert {row["Contact_Role"] and row["Contact_Role"]["name"] for row in roles} == {
        *(None, "Influencer")
    }
    assert zoho.contact_roles(odd["deal-without-contact"]) == []


def test_what_a_deal_sells(zoho, zoho_simulator):
    price = {"Product_Name": "Sold", "Unit_Price": 10}
    product = zoho_simulator.edit("product", operation="add", **price)["id"]
    row = {"Product_Name": product, "Quantity": 3, "List_Price": 9.5}
    deal = zoho_simulator.edit(
        "deal",
        operation="add",
        Deal_Name="Sold",
        Stage="Qualification",
        Product_and_Pricing=[row],
    )["id"]
    wanted = {"id": product, "name": "Sold", "price": 9.5, "quantity": 3.0}
    subform = Source("subform", "Product_and_Pricing")
    assert sold(zoho, deal, subform) == ([wanted], 0)
    assert sold(zoho, deal, Source("quote")) == ([], 0)
    quote = {"Subject": "Q", "Deal_Name": deal, "Quote_Stage": "Draft"}
    discounted = {**row, "Discount": 3}
    for _draft in range(2):
        last = zoho_simulator.edit(
            "quote", operation="add", **quote, Quoted_Items=[discounted]
        )["id"]
    assert sold(zoho, deal, Source("quote")) == ([], 2)
    zoho_simulator.edit("quote", last, Quote_Stage="Confirmed")
    [found] = sold(zoho, deal, Source("quote")).rows
    assert found == {**wanted, "price": 8.5}
    # nothing is related to it
    assert sold(zoho, deal, Source()) == ([], 0)


# -- writing ---------------------------------------------------------------------------


def test_a_change_starts_no_workflow(zoho, zoho_simulator, odd):
    deal = odd["deal-usual"]
    written = zoho.update("Deals", deal, {"Amount": 99.5})
    row = zoho.record("Deals", deal)
    assert (written.id, written.modified) == (deal, row["Modified_Time"])
    assert row["Amount"] == 99.5
    note = zoho.add_note("Deals", deal, "Odoo", "Paid. ✓")
    assert stored(zoho_simulator, "Notes", note.id)["Note_Content"] == "Paid. ✓"
    assert runs_of(zoho_simulator, deal) == runs_of(zoho_simulator, note.id) == []


def test_two_who_change_the_same(zoho, zoho_simulator, odd):
    deal = odd["deal-unicode"]
    seen = zoho.record("Deals", deal)["Modified_Time"]
    # an unchanged record may be written
    seen = zoho.update("Deals", deal, {"Amount": 1}, seen).modified
    zoho_simulator.control("clock", {"advance": 5})
    zoho_simulator.edit("deal", deal, Amount=7.0)
    with pytest.raises(Conflict, match="changed it meanwhile"):
        zoho.update("Deals", deal, {"Amount": 2}, seen)
    assert stored(zoho_simulator, "Deals", deal)["Amount"] == 7.0
    zoho.update(
        "Deals", deal, {"Amount": 2}, zoho.record("Deals", deal)["Modified_Time"]
    )


def test_what_is_wrong_with_a_record(zoho, zoho_simulator, odd):
    deal = odd["deal-usual"]
    with pytest.raises(Invalid, match="Amount: .*expected"):
        zoho.update("Deals", deal, {"Amount": "much"})
    with pytest.raises(Invalid, match=r"Deal_Name.*; Amount"):
        zoho.update("Deals", deal, {"Amount": "much", "Deal_Name": "x" * 121})
    zoho_simulator.set_quirks("failed-writes-202")
    with pytest.raises(Invalid, match="Amount"):
        zoho.update("Deals", deal, {"Amount": "much"})


def test_a_record_that_is_locked(zoho, zoho_simulator, odd):
    deal = odd["deal-empty-texts"]
    zoho_simulator.edit("deal", deal, "refuse", code="RECORD_LOCKED")
    with pytest.raises(Invalid, match="unlock it there"):
        zoho.update("Deals", deal, {"Amount": 1})
    zoho_simulator.edit("deal", deal, "refuse", code=None)


def test_many_are_created(zoho, zoho_simulator):
    rows = [{"Last_Name": f"Ny {n}", "Email": f"ny{n}@x.example"} for n in range(150)]
    del rows[120]["Last_Name"]
    found = zoho.insert("Contacts", rows)
    refused = [n for n, each in enumerate(found) if isinstance(each, Exception)]
    assert refused == [120]
    assert "Last_Name" in str(found[120])
    assert found[149].action == "insert"
    assert stored(zoho_simulator, "Contacts", found[149].id)["Last_Name"] == "Ny 149"
    zoho_simulator.set_faults({"kind": "reset", "action": "POST /Contacts"})
    lost = zoho.insert("Contacts", rows[:2])
    assert all(isinstance(each, Transient) for each in lost)


def test_the_same_is_not_created_twice(zoho, zoho_simulator):
    label = {"module": "Contacts", "label": "Odoo ID", "data_type": "text"}
    name = zoho_simulator.edit("field", operation="add", unique=True, **label)["id"]
    rows = [{"Last_Name": "Én", name: "o-1"}, {"Last_Name": "To", name: "o-2"}]
    first = zoho.upsert("Contacts", rows, [name])
    assert [each.action for each in first] == ["insert", "insert"]
    rows[0]["Last_Name"] = "Først"
    again = zoho.upsert("Contacts", rows, [name])
    assert [each.action for each in again] == ["update", "update"]
    assert [each.id for each in again] == [each.id for each in first]
    (error,) = zoho.insert("Contacts", rows[:1])
    assert isinstance(error, Duplicate)
    assert error.record == first[0].id
    assert runs_of(zoho_simulator, first[0].id) == []


# -- settings --------------------------------------------------------------------------


def test_the_fields_that_billing_needs(zoho, zoho_simulator):
    wanted = [each for each in WANTED if each.module == "Products"]
    before = zoho.fields("Products")
    assert not [each for each in wanted if found_in(before, each)]
    names = zoho.create_fields("Products", [each.spec() for each in wanted])
    after = zoho.fields("Products")
    assert names == [found_in(after, each) for each in wanted]
    assert names[0] == "Billing"
    with pytest.raises(Invalid, match="DUPLICATE_DATA"):
        zoho.create_fields("Products", [wanted[0].spec()])
    (layout,) = zoho.layouts("Products")
    ids = [row["id"] for row in after if row["api_name"] in names]
    zoho.make_required("Products", layout, ids)
    state = zoho_simulator.records("custom_fields")
    required = {row["api_name"] for row in state if row["required"]}
    assert required >= set(names)
    with pytest.raises(Invalid, match="lacks fields"):
        zoho.make_required("Products", layout, [*ids, "77"])


def test_an_edition_with_too_little_room(zoho, zoho_simulator):
    zoho_simulator.edit("org", edition="standard")
    labels = [f"Field {n}" for n in range(12)]
    specs = [{"field_label": each, "data_type": "text"} for each in labels]
    with pytest.raises(Invalid, match="LIMIT_EXCEEDED"):
        zoho.create_fields("Accounts", specs)
    zoho_simulator.edit("org", edition="enterprise")


# -- notifications ---------------------------------------------------------------------


def test_a_channel_lives_on_and_is_opened_anew(zoho, zoho_simulator):
    zoho.org()
    until = zoho.served_at + timedelta(days=6)
    number = "1000000000000001"
    url = "https://odoo.example/sync/event/1-x"
    given = number, ["Deals.all", "Contacts.edit"], url, "a token"
    for _twice in range(2):
        assert zoho.watch(*given, until) == until
        [channel] = zoho_simulator.records("channels")
        assert (channel["token"], channel["notify_url"]) == ("a token", url)
        assert channel["notify_on_related_action"] is False
        assert channel["events"] == given[1]
    zoho_simulator.control("drop-channels", {})
    assert zoho.watch(*given, until.replace(tzinfo=None)) == until
    zoho.unwatch(number)
    assert not zoho_simulator.records("channels")
    with pytest.raises(NotFound):
        zoho.unwatch(number)


def test_a_channel_that_would_live_too_long(zoho):
    zoho.org()
    late = zoho.served_at + timedelta(days=30)
    given = "1000000000000001", ["Deals.all"], "https://odoo.example/x", "a token"
    assert zoho.watch(*given, late) < zoho.served_at + timedelta(hours=2)


def test_a_channel_that_is_refused(zoho):
    zoho.org()
    until = zoho.served_at + timedelta(days=6)
    with pytest.raises(Invalid, match="events"):
        zoho.watch("1", ["Nothing.all"], "https://odoo.example/x", "a token", until)
    with pytest.raises(Invalid, match="token.*at most 50"):
        zoho.watch("1", ["Deals.all"], "https://odoo.example/x", "x" * 51, until)
