"""The calls to who subscribed."""

import time

import pytest


@pytest.fixture
def zoho(calling_zoho):
    return calling_zoho


def test_the_body_of_a_call(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url, token="geheim", notify_on_related_action=False)
    zoho.put("Deals", deal, Stage="Closed Won", Amount=7)
    (told,) = subscriber.wait(1)
    path, headers, _body = subscriber.told[0]
    assert path == "/zoho?secret=s1"
    assert headers["Content-Type"].startswith("application/json")
    assert abs(told.pop("server_time") / 1000 - time.time()) < 60
    assert told == {
        "affected_values": [],
        "query_params": {"secret": "s1"},
        "module": "Deals",
        "resource_uri": zoho.url.replace("v8", "v2") + "/Deals",
        "ids": [deal],
        "affected_fields": [{deal: ["Amount", "Stage"]}],
        "operation": "update",
        "channel_id": "100",
        "token": "geheim",
    }


def test_operations_and_people(zoho, subscriber):
    zoho.watch(subscriber.url)
    deal = zoho.deal()
    subscriber.wait(1)
    zoho.sim.edit("deal", deal, "move", stage="Closed Lost", reason="Price")
    subscriber.wait(2)
    zoho.sim.edit("deal", deal, "delete")
    told = subscriber.wait(3)
    assert [body["operation"] for body in told] == ["insert", "update", "delete"]
    assert told[1]["affected_fields"] == [{deal: ["Reason_For_Loss__s", "Stage"]}]
    assert told[2]["affected_fields"] == []
    assert {body["ids"][0] for body in told} == {deal}


def test_one_call_for_several_records(zoho, subscriber):
    zoho.watch(subscriber.url)
    row = {"Deal_Name": "x", "Stage": "Qualification"}
    row["Pipeline"] = "Standard (Standard)"
    told = zoho.call("POST", "Deals", 201, {"data": [row] * 3})["data"]
    (body,) = subscriber.wait(1)
    assert body["ids"] == [each["details"]["id"] for each in told]


def test_values_where_asked_for(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url, return_affected_field_values=True)
    zoho.put("Deals", deal, Amount=7)
    (body,) = subscriber.wait(1)
    values = [{"record_id": deal, "values": {"Amount": 7}}]
    assert body["affected_values"] == values


def test_only_what_is_subscribed(zoho, subscriber):
    zoho.watch(subscriber.url, events=["Deals.edit", "Contacts.create"])
    zoho.add("Accounts", Account_Name="x")
    deal = zoho.deal()
    contact = zoho.add("Contacts", Last_Name="x")
    zoho.put("Contacts", contact, Phone="1")
    zoho.put("Deals", deal, Amount=1)
    told = subscriber.wait(2)
    found = {(body["module"], body["operation"]) for body in told}
    assert found == {("Contacts", "insert"), ("Deals", "update")}
    assert len(subscriber.told) == 2


def test_only_fields_of_the_condition(zoho, subscriber):
    condition = {
        "type": "field_selection",
        "module": {"api_name": "Deals"},
        "field_selection": {
            "group_operator": "or",
            "group": [{"field": {"api_name": "Stage"}}, {"api_name": "Pipeline"}],
        },
    }
    zoho.watch(subscriber.url, notification_condition=[condition])
    deal = zoho.deal()
    zoho.put("Deals", deal, Amount=1)
    zoho.put("Deals", deal, Stage="Closed Won")
    told = subscriber.wait(2)
    assert sorted(body["operation"] for body in told) == ["insert", "update"]


def test_related_actions(zoho, subscriber):
    deal, product = zoho.deal(), zoho.add("Products", Product_Name="x")
    zoho.watch(subscriber.url)
    zoho.watch(subscriber.url, "200", notify_on_related_action=False)
    zoho.sim.edit("deal", deal, "add-products", products=[product])
    zoho.add("Notes", Note_Content="x", Parent_Id=deal, **{"$se_module": "Deals"})
    told = subscriber.wait(2)
    assert {body["channel_id"] for body in told} == {"100"}
    assert [body["affected_fields"] for body in told] == [[], []]
    assert {body["operation"] for body in told} == {"update"}


def test_own_writes_are_told_too(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url)
    body = {"data": [{"Amount": 3}], "trigger": []}
    zoho.call("PUT", f"Deals/{deal}", 200, body)
    assert subscriber.wait(1)[0]["ids"] == [deal]


def test_refused_writes_are_not_told(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url)
    zoho.call("PUT", f"Deals/{deal}", 400, {"data": [{"Amount": "x"}]})
    zoho.put("Deals", deal, Amount=4)
    subscriber.wait(1)
    assert len(zoho.sim.control("notifications")["calls"][-1]["body"]["ids"]) == 1
    assert len(subscriber.told) == 1


# -- how calls arrive ----------------------------------------------------------------


def test_lost_and_repeated_calls(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url)
    zoho.sim.control("notifications", {"lost": 1})
    zoho.put("Deals", deal, Amount=1)
    assert zoho.sim.control("notifications")["calls"][-1]["status"] == "lost"
    zoho.sim.control("notifications", {"lost": 0, "repeated": 1})
    zoho.put("Deals", deal, Amount=2)
    first, second = subscriber.wait(2)
    assert first == second
    zoho.sim.control("repeat-notification", {"number": -1})
    assert subscriber.wait(3)[2] == first
    with pytest.raises(ValueError, match="no such call"):
        zoho.sim.control("repeat-notification", {"number": 9999})


def test_calls_out_of_order(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url)
    zoho.sim.control("notifications", {"hold": True})
    zoho.put("Deals", deal, Amount=1)
    zoho.put("Deals", deal, Stage="Closed Won")
    held = zoho.sim.control("notifications")["held"]
    assert len(held) == 2 and not subscriber.told
    # who is told reads the deal before it answers
    subscriber.meanwhile = lambda: zoho.get("Deals", deal)
    told = zoho.sim.control("release-notifications", {"backwards": True})
    assert told == {"released": 2}
    assert subscriber.wait(2) == held[::-1]


def test_late_calls(zoho, subscriber):
    deal = zoho.deal()
    zoho.watch(subscriber.url)
    zoho.sim.control("notifications", {"delay": 0.15})
    started = time.monotonic()
    zoho.put("Deals", deal, Amount=1)
    assert time.monotonic() - started < 0.14
    subscriber.wait(1)
    assert time.monotonic() - started >= 0.15


def test_who_does_not_answer_is_told_once(zoho, subscriber):
    subscriber.status = 500
    deal = zoho.deal()
    zoho.watch(subscriber.url)
    zoho.put("Deals", deal, Amount=1)
    subscriber.wait(1)
    zoho.sim.control("notifications", {"tries": 3, "pause": 0.01})
    zoho.put("Deals", deal, Amount=2)
    subscriber.wait(4)
    # a good answer ends it
    subscriber.status = 204
    zoho.sim.control("notifications", {"hold": True})
    zoho.put("Deals", deal, Amount=3)
    zoho.sim.control("release-notifications", {})
    assert len(subscriber.told) == 5


def test_only_this_machine_is_called(zoho):
    zoho.watch("https://odoo.example/zoho")
    zoho.deal()
    end = time.monotonic() + 5
    while zoho.sim.control("notifications")["calls"][-1]["status"] != (
        "not of this machine"
    ):
        assert time.monotonic() < end
        time.sleep(0.005)
