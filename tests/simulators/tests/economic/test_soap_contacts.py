"""Debtor contacts, the lists and the company by SOAP; times of changes."""

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from lxml import etree

from tests.simulators.economic.seed import seed
from tests.simulators.economic.soap.contract import NAMESPACE
from tests.simulators.economic.soap.debtors import CET
from tests.simulators.economic.soap.service import SoapService
from tests.simulators.economic.soap.sessions import COOKIE, USUAL_SECONDS
from tests.simulators.economic.store import Store
from tests.simulators.tests.economic.api import CUSTOMERS_API
from tests.simulators.tests.economic.soap import NEW_CONTACT, envelope

CONTACT = {
    "TelephoneNumber": "+48 42 630 12 34",
    "Email": "åse@kunde.example",
    "Comments": "Ring først.\nŻółć",
    "ExternalId": "odoo-17",
    "IsToReceiveEmailCopyOfOrder": True,
}


def ids(handles):
    return [handle["Id"] for handle in handles or ()]


def test_all_members_are_kept(soap, economic):
    debtor = soap.add()
    number = soap.add_contact(debtor, **CONTACT)
    wanted = {"Handle": {"Id": number}, "Id": number, "Number": 1}
    owner = {"DebtorHandle": {"Number": debtor}}
    assert soap.contact(number) == NEW_CONTACT | CONTACT | wanted | owner
    shown = economic.call("GET", f"customers/{debtor}/contacts/{number}")
    assert (shown["notes"], shown["emailNotifications"]) == (
        CONTACT["Comments"],
        ["orders"],
    )
    handles = soap("Debtor_GetDebtorContacts", debtorHandle={"Number": debtor})
    assert ids(handles) == [number]
    made = economic.add_contact(int(debtor), name="Göran", phone="12")
    shown = soap.contact(made)
    assert (shown["Name"], shown["TelephoneNumber"], shown["Number"]) == (
        *("Göran", "12"),
        2,
    )


def test_an_update_clears_and_keeps(soap, economic, economic_sim):
    debtor = soap.add()
    number = soap.add_contact(debtor, **CONTACT)
    path = f"{CUSTOMERS_API}/Contacts"
    stored = economic.call("GET", f"{path}/{number}")
    assert "externalId" not in stored
    hidden = {"eInvoiceId": "REF", "receiveReminders": True}
    economic.call("PUT", path, 204, stored | hidden)
    assert soap.contact(number)["ExternalId"] == "odoo-17"
    body = {"customerContactNumber": number, "name": "Bo", "eInvoiceId": "REF"}
    told = {"emailNotifications": ["reminders"]}
    economic.call("PUT", f"customers/{debtor}/contacts/{number}", 200, body | told)
    assert soap.contact(number)["ExternalId"] == "odoo-17"
    soap.change_contact(number, Name="Bo", ExternalId=None, Email="")
    [row] = economic_sim.records("contacts", ids=[number])
    assert row.items() >= {**hidden, "email": "", "receiveOrders": False}.items()
    assert not {"externalId", "notes"} & row.keys()
    assert row["objectVersion"] > stored["objectVersion"]
    economic_sim.set_quirks("put-wipes-hidden")
    soap.change_contact(number)
    [row] = economic_sim.records("contacts", ids=[number])
    assert not hidden.keys() & row.keys()


def test_found(soap, economic_sim):
    debtor = soap.add()
    number = soap.add_contact(debtor, Name="Żaneta Zz", ExternalId="X-1")
    assert number in ids(soap("DebtorContact_GetAll"))
    assert ids(soap("DebtorContact_FindByName", name="żaneta zz")) == [number]
    assert ids(soap("DebtorContact_FindByExternalId", externalId="X-1")) == [number]
    assert soap("DebtorContact_FindByExternalId", externalId="") is None
    handles = {"DebtorContactHandle": [{"Id": number}]}
    [data] = soap("DebtorContact_GetDataArray", entityHandles=handles)
    assert data["Name"] == "Żaneta Zz"
    economic_sim.edit("contact", number, externalId="X-2")
    assert soap("DebtorContact_FindByExternalId", externalId="X-1") is None
    soap("DebtorContact_Delete", debtorContactHandle={"Id": number})
    assert number not in ids(soap("DebtorContact_GetAll"))
    assert soap("DebtorContact_FindByName", name="Żaneta Zz") is None
    for operation, handle in (
        ("DebtorContact_GetData", {"entityHandle": {"Id": number}}),
        ("DebtorContact_GetDataArray", {"entityHandles": handles}),
        ("DebtorContact_Delete", {"debtorContactHandle": {"Id": number}}),
    ):
        told = soap.refused(operation, **handle)
        assert told[1:] == ("E06000", "The debtor contact does not exist.")


def test_short_way_and_lists(soap):
    debtor = {"Number": soap.add()}
    first = soap("DebtorContact_Create", debtorHandle=debtor, name="Åse")
    rows = [NEW_CONTACT | {"DebtorHandle": debtor, "Name": name} for name in "AB"]
    asked = {"dataArray": {"DebtorContactData": rows}}
    made = ids(soap("DebtorContact_CreateFromDataArray", **asked))
    assert ids(soap("Debtor_GetDebtorContacts", debtorHandle=debtor)) == [first, *made]
    changed = [soap.contact(each) | {"Email": "x@kunde.example"} for each in made]
    asked = {"dataArray": {"DebtorContactData": changed}}
    assert ids(soap("DebtorContact_UpdateFromDataArray", **asked)) == made
    assert {soap.contact(each)["Email"] for each in made} == {"x@kunde.example"}
    changed[1]["Name"] = ""
    changed[0]["Email"] = ""
    assert soap.refused("DebtorContact_UpdateFromDataArray", **asked)[1] == "E04010"
    assert soap.contact(made[0])["Email"] == "x@kunde.example"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Name": None}, "The name cannot be null."),
        ({"Comments": "x" * 2001}, "The Comments is longer than 2000 characters."),
        ({"TelephoneNumber": "1" * 51}, "The TelephoneNumber is longer than 50"),
        ({"DebtorHandle": {"Number": "999999"}}, "The debtor does not exist."),
        ({"DebtorHandle": None}, "The debtor handle cannot be null."),
    ],
)
def test_refused(soap, values, message):
    debtor = soap.add()
    data = NEW_CONTACT | {"DebtorHandle": {"Number": debtor}} | values
    told = soap.refused("DebtorContact_CreateFromData", data=data)
    assert told[2].startswith(message)
    number = soap.add_contact(debtor)
    data = soap.contact(number) | values
    told = soap.refused("DebtorContact_UpdateFromData", data=data)
    assert told[2].startswith(message)
    handles = soap("Debtor_GetDebtorContacts", debtorHandle={"Number": debtor})
    assert ids(handles) == [number]


def test_a_contact_stays_with_its_debtor(soap):
    data = soap.contact(soap.add_contact(soap.add()))
    other = {"DebtorHandle": {"Number": soap.add()}}
    told = soap.refused("DebtorContact_UpdateFromData", data=data | other)
    assert "cannot be changed" in told[2]
    told = soap.refused("DebtorContact_UpdateFromData", data=data | {"Handle": None})
    assert told[2] == "The debtor contact handle cannot be null."


@pytest.mark.parametrize(
    ("name", "key", "path", "number"),
    [
        ("Currency", "Code", "currencies", "code"),
        ("DebtorGroup", "Number", "customer-groups", "customerGroupNumber"),
        ("Employee", "Number", "employees", "employeeNumber"),
        ("TemplateCollection", "Id", "layouts", "layoutNumber"),
        ("TermOfPayment", "Id", "payment-terms", "paymentTermsNumber"),
        ("ExtendedVatZone", "Number", "vat-zones", "vatZoneNumber"),
    ],
)
def test_lists(soap, economic, name, key, path, number):
    rows = economic.call("GET", path)["collection"]
    handles = soap(f"{name}_GetAll")
    assert [str(each[key]) for each in handles] == [str(row[number]) for row in rows]
    parameter = (
        "entityHandles" if name != "ExtendedVatZone" else "extendedVatZoneHandles"
    )
    asked = [{key: each[key]} for each in handles[:2]]
    data = soap(f"{name}_GetDataArray", **{parameter: {f"{name}Handle": asked}})
    assert [each[key] for each in data] == [each[key] for each in asked]
    if name != "Currency":
        assert [each["Name"] for each in data] == [row["name"] for row in rows[:2]]
    missing = {f"{name}Handle": [{key: 999}]}
    told = soap.refused(f"{name}_GetDataArray", **{parameter: missing})
    assert told[1] == "E06000"
    assert soap.refused(f"{name}_GetDataArray")[1] == "E04010"


def test_members_of_lists(soap):
    handles = {"TermOfPaymentHandle": [{"Id": 1}]}
    [term] = soap("TermOfPayment_GetDataArray", entityHandles=handles)
    assert (term["Type"], term["Days"], term["DistributionInPercent"]) == (
        *("Net", 8),
        None,
    )
    handles = {"DebtorGroupHandle": [{"Number": 1}]}
    [group] = soap("DebtorGroup_GetDataArray", entityHandles=handles)
    assert group["AccountHandle"]["Number"] and group["LayoutHandle"]["Id"]


def test_the_company(soap, economic):
    known = economic.call("GET", "self")
    number = soap("Company_Get")
    assert number == str(known["agreementNumber"])
    data = soap("Company_GetData", entityHandle={"Number": number})
    assert (data["Name"], data["CINumber"], data["BaseCurrencyHandle"]["Code"]) == (
        known["company"]["name"],
        known["company"]["companyIdentificationNumber"],
        known["settings"]["baseCurrency"],
    )
    told = soap.refused("Company_GetData", entityHandle={"Number": "1"})
    assert told[1] == "E06000"


# -- times ---------------------------------------------------------------------------


def updated(soap, since):
    asked = {"fromDate": since, "includeCalculatedProperties": False}
    return [each["Number"] for each in soap("Debtor_GetAllUpdated", **asked) or ()]


def test_what_changed_since(soap, economic_sim):
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    number = soap.add()
    local = before.astimezone(CET)
    for since in (before, local, local.replace(tzinfo=None, microsecond=0)):
        assert number in updated(soap, since)
    economic_sim.edit("customer", 1, city="Vejle")
    assert {number, "1"} <= {*updated(soap, before)}
    later = datetime.now(timezone.utc) + timedelta(seconds=2)
    assert not updated(soap, later)
    # the clock of Copenhagen, not that of Greenwich
    assert number in updated(soap, local.replace(tzinfo=None))
    assert not updated(soap, later.astimezone(CET).replace(tzinfo=None))
    assert {*updated(soap, datetime(1, 1, 1))} > {number, "2"}


@pytest.fixture
def connected():
    """Answers of a service of its own, whose clock can be set; returns numbers."""
    store = Store()
    seed(store, 1, 0)
    tokens = {"app_secret": "s", "grant": "g"}
    access = SimpleNamespace(tokens=tokens, revoked=False, lacks_role=False)
    service = SoapService(store, access, USUAL_SECONDS)
    request = SimpleNamespace(
        method="POST", content_type="text/xml", query={}, headers={}
    )
    connect = "<token>g</token><appToken>s</appToken>"
    request.body = envelope("ConnectWithToken", connect).encode()
    [(_name, cookie)] = service.answer(request).headers
    assert cookie.startswith(f"{COOKIE}=")
    request.headers["cookie"] = cookie.partition(";")[0]

    def numbers(changed, since):
        store.customers[1]["lastUpdated"] = changed
        inside = f"<fromDate>{since}</fromDate>"
        request.body = envelope("Debtor_GetAllUpdated", inside).encode()
        root = etree.fromstring(service.answer(request).body)
        return [each.text for each in root.iter(f"{{{NAMESPACE}}}Number")]

    return numbers


@pytest.mark.parametrize(
    ("changed", "since", "found"),
    [
        # winter: an hour ahead of Greenwich; summer: two
        ("2026-01-15T11:00:00Z", "2026-01-15T12:00:00", True),
        ("2026-01-15T10:59:59Z", "2026-01-15T12:00:00", False),
        ("2026-07-15T10:00:00Z", "2026-07-15T12:00:00", True),
        ("2026-07-15T09:59:59Z", "2026-07-15T12:00:00", False),
        # zones that are named
        ("2026-07-15T12:00:00Z", "2026-07-15T12:00:00Z", True),
        ("2026-07-15T11:59:59Z", "2026-07-15T12:00:00Z", False),
        ("2026-07-15T10:00:00Z", "2026-07-15T12:00:00.000+02:00", True),
        ("2026-07-15T09:59:59Z", "2026-07-15T12:00:00+02:00", False),
        ("2026-07-15T17:00:00Z", "2026-07-15T12:00:00-05:00", True),
        # the hour that comes twice counts from its first, the one that is left out
        ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00", True),
        ("2026-10-25T00:29:59Z", "2026-10-25T02:30:00", False),
        ("2026-03-29T01:30:00Z", "2026-03-29T02:30:00", True),
        # parts of seconds, days, and the first moment of all
        ("2026-07-15T10:00:00Z", "2026-07-15T12:00:00.0000001", True),
        ("2026-07-15T10:00:00Z", "2026-07-15T12:00:00.5", False),
        ("2026-07-14T22:00:00Z", "2026-07-15", True),
        ("2026-07-14T21:59:59Z", "2026-07-15", False),
        ("2026-07-15T10:00:00Z", "0001-01-01T00:00:00", True),
        ("2026-07-15T10:00:00Z", "9999-12-31T23:59:59-05:00", False),
    ],
)
def test_fromdate_is_in_copenhagen(connected, changed, since, found):
    assert connected(changed, since) == (["1"] if found else [])
