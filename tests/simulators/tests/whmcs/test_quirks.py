"""Each quirk, and values as they come without any."""

import html

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import Api
from tests.simulators.whmcs.quirks import QUIRKS


def test_text_is_escaped_on_read_and_raw_on_write(api, sim):
    client_id = api.add_client("escape@quirks.example", notes='<b>"R&D"</b>\nnext')
    client = api("GetClientsDetails", clientid=client_id)["client"]
    assert client["companyname"] == "Søn &amp; Co"
    assert client["lastname"] == "O&#039;Hara"
    assert client["fullname"] == "Søren O&#039;Hara"
    assert client["notes"] == "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;\nnext"
    stored = next(c for c in sim.state()["clients"] if c["id"] == client_id)
    assert stored["companyname"] == "Søn & Co"


def test_escaped_text_that_is_written_back_is_escaped_again(api):
    client_id = api.add_client("twice@quirks.example", companyname="A &amp; B")
    client = api("GetClientsDetails", clientid=client_id)["client"]
    assert client["companyname"] == "A &amp;amp; B"


def test_slashes_and_letters_are_escaped_like_php(api):
    text = api.http("GetClientsDetails", clientid=1).text
    assert "/" not in text.replace("\\/", "")
    assert text.isascii()


def test_raw_values(api, sim):
    client_id = api.add_client("raw@quirks.example")
    sim.set_quirks("raw-values")
    client = api("GetClientsDetails", clientid=client_id)["client"]
    assert client["companyname"] == "Søn & Co"


def test_string_numbers(api, sim):
    sim.set_quirks("string-numbers")
    reply = api("GetClients")
    assert reply["startnumber"] == "0"
    assert reply["clients"]["client"][0]["id"] == "1"
    assert api("GetClientsDetails", clientid=1)["client"]["currency"].isdigit()


def test_string_booleans(api, sim):
    sim.set_quirks("string-booleans")
    client = api("GetClientsDetails", clientid=1)["client"]
    assert client["taxexempt"] == ""
    assert client["email_verified"] == "on"


def test_zero_dates(api, sim):
    sim.set_quirks("zero-dates")
    assert api("GetClients")["clients"]["client"][0]["datecreated"] == "0000-00-00"
    contact = api("GetContacts")["contacts"]["contact"][0]
    assert contact["updated_at"] == "0000-00-00 00:00:00"


@pytest.mark.parametrize(
    ("quirk", "expected"),
    [
        ("empty-list-string", ""),
        ("empty-list-array", []),
        ("empty-list-object", {}),
        ("empty-list-missing", None),
    ],
)
def test_empty_lists(api, sim, quirk, expected):
    sim.set_quirks(quirk)
    assert api("GetContacts", userid=987654).get("contacts") == expected


def test_single_object(api, sim):
    sim.set_quirks("single-object")
    assert api("GetClients", limitnum=1)["clients"]["client"]["id"] == 1
    users = api("GetClientsDetails", clientid=1)["client"]["users"]
    assert users["user"]["is_owner"] is True
    assert isinstance(api("GetClients", limitnum=2)["clients"]["client"], list)


def test_numeric_keys(api, sim):
    sim.set_quirks("numeric-keys")
    assert list(api("GetClients", limitnum=2)["clients"]["client"]) == ["0", "1"]
    fields = api("GetClientsDetails", clientid=1)["client"]["customfields"]
    assert list(fields) == ["0", "1"]


def test_flattened_keys(api, sim):
    sim.set_quirks("flattened-keys")
    reply = api("GetCurrencies")
    assert reply["currencies[currency][1][code]"] == "DKK"
    assert "currencies" not in reply


def test_missing_counters(api, sim):
    sim.set_quirks("no-counters")
    assert set(api("GetClients")) == {"result", "clients"}
    sim.set_quirks("no-page-counters")
    assert set(api("GetClients")) == {"result", "totalresults", "clients"}


@pytest.mark.parametrize(
    ("action", "wrapper", "element"),
    [
        ("GetClients", "clients", "client"),
        ("GetContacts", "contacts", "contact"),
        ("GetActivityLog", "activity", "entry"),
    ],
)
def test_ignore_limitstart(api, sim, action, wrapper, element):
    sim.set_quirks("ignore-limitstart")
    first = api(action, limitnum=5)
    second = api(action, limitnum=5, limitstart=5)
    assert first[wrapper][element] == second[wrapper][element]
    assert second["startnumber"] == 0


def test_ignore_orderby(api, sim):
    sim.set_quirks("ignore-orderby")
    rows = api("GetClients", orderby="id", limitnum=1000)["clients"]["client"]
    names = [html.unescape(row["lastname"]).casefold() for row in rows]
    assert names == sorted(names)


def test_copy_of_the_client_on_top_level(api, sim):
    reply = api("GetClientsDetails", clientid=1)
    assert reply["status"] == reply["client"]["status"]
    sim.set_quirks("no-top-level-client")
    assert set(api("GetClientsDetails", clientid=1)) == {"result", "client"}


def test_identifiers_of_written_records_are_strings(api):
    client_id = api.add_client("strings@quirks.example")
    assert api("UpdateClient", clientid=client_id)["clientid"] == str(client_id)
    assert api("GetClientsDetails", clientid=client_id)["client"]["id"] == client_id


def test_phone_in_dot_format(api):
    client_id = api.add_client("phone@quirks.example", phonenumber="66 12 34 56")
    client = api("GetClientsDetails", clientid=client_id)["client"]
    assert client["phonenumber"] == "66 12 34 56"
    assert client["phonecc"] == "45"
    assert client["phonenumberformatted"] == "+45.66123456"
    assert client["telephoneNumber"] == "+45.66123456"


def test_every_quirk_answers_every_list(api, sim):
    for quirk in QUIRKS:
        sim.set_quirks(quirk)
        for action in ("GetClients", "GetContacts", "GetActivityLog", "GetCurrencies"):
            assert api(action)["result"] == "success"


def test_unknown_quirk_is_refused(sim):
    with pytest.raises(ValueError, match="unknown quirks: no-such"):
        sim.set_quirks("no-such")


def test_quirks_at_start():
    with SimulatorProcess(
        clients=2, contacts=0, quirk=["no-counters", "string-numbers"]
    ) as sim:
        reply = Api(sim.url)("GetClients")
        assert set(reply) == {"result", "clients"}
        assert reply["clients"]["client"][0]["id"] == "1"
