"""Debtors by SOAP: found, read, made, changed; the same records as by REST."""

from decimal import Decimal

import pytest
from lxml import etree

from tests.simulators.economic.soap.contract import NAMESPACE
from tests.simulators.economic.soap.debtor_form import KEPT
from tests.simulators.tests.economic.api import NEW
from tests.simulators.tests.economic.soap import NEW_DEBTOR

NAMES = ("Ærø Åby & <Søn>", "Göran Öst Ä AB", "Łódź Żółć Źdźbło", "  two  spaces ")
FULL = {
    "ExtendedVatZone": {"Number": "2"},
    "VatZone": "EU",
    "PriceGroupHandle": {"Number": 2},
    "IsAccessible": False,
    "Ean": "5790000000005",
    "PublicEntryNumber": "Konto 1",
    "Email": "a@kunde.example b@kunde.example",
    "TelephoneAndFaxNumber": "+45 12 34 56 78",
    "Website": "https://kunde.example",
    "Address": "Havnegade 1\n2. sal",
    "PostalCode": "8000",
    "City": "Aarhus",
    "Country": "Danmark",
    "CreditMaximum": Decimal("1000.50"),
    "VatNumber": "DK29403473",
    "PNumber": "1003388394",
    "County": "Jylland",
    "CINumber": "29403473",
    "LayoutHandle": {"Id": 20},
    "OurReferenceHandle": {"Number": 2},
    "DefaultDeliveryLocationHandle": {"Id": 7},
}


def numbers(handles):
    return [handle["Number"] for handle in handles or ()]


def test_all_members_are_kept(soap, economic):
    number = soap.add(**FULL)
    contacts = [soap.add_contact(number), soap.add_contact(number)]
    own = {
        "AttentionHandle": {"Id": contacts[0]},
        "YourReferenceHandle": {"Id": contacts[1]},
    }
    assert soap.change(number, **own) == number
    handle = {"Handle": {"Number": number}, "Number": number}
    wanted = {**NEW_DEBTOR, **FULL, **own, **handle, "Balance": 0}
    assert soap.debtor(number) == wanted
    shown = economic.customer(int(number))
    assert shown["address"] == FULL["Address"]
    assert (shown["barred"], shown["vatZone"]["vatZoneNumber"]) == (True, 2)
    assert shown["customerContact"]["customerContactNumber"] == contacts[1]
    assert economic.stored(int(number))["county"] == "Jylland"


def test_what_rest_writes_is_read(soap, economic):
    values = {"city": "Łódź", "creditLimit": 12.5, "mobilePhone": "1"}
    number = economic.add(**values, vatZone={"vatZoneNumber": 4})
    shown = soap.debtor(number)
    assert (shown["City"], shown["CreditMaximum"]) == ("Łódź", Decimal("12.5"))
    assert (shown["VatZone"], shown["ExtendedVatZone"]) == (
        "HomeCountry",
        {"Number": "4"},
    )
    assert shown["LayoutHandle"] is None


@pytest.mark.parametrize("name", NAMES)
def test_letters(soap, economic, name):
    number = soap.add(Name=name)
    assert soap.debtor(number)["Name"] == name
    assert economic.customer(int(number))["name"] == name
    assert number in numbers(soap("Debtor_FindByName", name=name.upper()))


def members(soap, number):
    handle = f"<entityHandle><Number>{number}</Number></entityHandle>"
    root = etree.fromstring(soap.raw("Debtor_GetData", handle).content)
    [result] = root.iter(f"{{{NAMESPACE}}}Debtor_GetDataResult")
    return {etree.QName(child).localname: child for child in result}


def test_an_empty_text_is_there_and_a_missing_one_is_not(soap, economic):
    number = soap.add(City="", County=None)
    shown = members(soap, number)
    assert shown["City"].text is None
    assert not {"County", "Address", "LayoutHandle"} & shown.keys()
    [nil] = shown["CreditMaximum"].attrib.values()
    assert nil == "true"
    assert economic.customer(int(number))["city"] == ""
    # zeep reads both as None
    assert soap.debtor(number)["City"] is None


def test_an_update_clears_what_it_leaves_out(soap, economic):
    number = soap.add(**FULL)
    handle = {"Handle": {"Number": number}, "Number": number}
    soap("Debtor_UpdateFromData", data=NEW_DEBTOR | handle)
    shown = soap.debtor(number)
    usual = {"ExtendedVatZone": {"Number": "1"}, "Balance": 0}
    set_members = {name: each for name, each in shown.items() if each is not None}
    assert set_members == NEW_DEBTOR | handle | usual
    stored = economic.stored(int(number))
    assert not {"city", "address1", "address2", "iban", "ourRef"} & stored.keys()


def test_an_update_keeps_what_soap_does_not_show(soap, economic, economic_sim):
    number = soap.add()
    hidden = {"iban": "DK50", "mobilePhone": "12", "defaultDisableEInvoicing": True}
    assert hidden.keys() <= KEPT
    economic.change(int(number), **hidden)
    soap.change(number, City="Vejle")
    assert economic.stored(int(number)).items() >= {**hidden, "city": "Vejle"}.items()
    economic_sim.set_quirks("put-wipes-hidden")
    soap.change(number, City="Odense")
    assert not hidden.keys() & economic.stored(int(number)).keys()


def test_a_change_moves_version_and_time(soap, economic):
    number = int(soap.add())
    before = economic.stored(number)
    moment = economic.customer(number)["lastUpdated"]
    soap.change(number, City="Vejle")
    after = economic.stored(number)
    assert (after["city"], economic.customer(number)["city"]) == ("Vejle", "Vejle")
    assert after["objectVersion"] > before["objectVersion"]
    assert economic.customer(number)["lastUpdated"] >= moment
    economic.call("PUT", f"customersapi/v3.1.0/Customers/{number}", 409, before)
    economic.call("PUT", f"customers/{number}", 200, NEW | {"city": "Ribe"})
    assert soap.debtor(number)["City"] == "Ribe"


def test_a_balance_is_read_only(soap, economic_sim):
    number = soap.add(Balance=Decimal("5"))
    assert soap.debtor(number)["Balance"] == 0
    economic_sim.edit("customer", int(number), balance=12.25)
    soap.change(number, Balance=Decimal("1"))
    handle = {"Number": number}
    assert soap("Debtor_GetBalance", debtorHandle=handle) == Decimal("12.25")
    told = soap.refused("Debtor_Delete", debtorHandle=handle)
    assert told[0] == "IntegrityException" and "has entries" in told[2]
    economic_sim.edit("customer", int(number), balance=0)
    soap("Debtor_Delete", debtorHandle=handle)


def test_numbers_are_not_reserved(soap):
    first = soap("Debtor_GetNextAvailableNumber")
    assert soap("Debtor_GetNextAvailableNumber") == first
    assert soap.add() == str(first)
    assert soap("Debtor_GetNextAvailableNumber") == first + 1
    data = NEW_DEBTOR | {"Number": str(first)}
    told = soap.refused("Debtor_CreateFromData", data=data)
    assert told[2] == "The debtor number is in use."
    soap("Debtor_Delete", debtorHandle={"Number": str(first)})
    assert soap("Debtor_FindByNumber", number=str(first)) is None
    assert soap("Debtor_CreateFromData", data=data) == str(first)


def test_the_short_way_to_create(soap, economic):
    number = str(soap("Debtor_GetNextAvailableNumber"))
    asked = {"debtorGroupHandle": {"Number": 3}, "name": "Öst AB", "vatZone": "EU"}
    assert soap("Debtor_Create", number=number, **asked) == number
    shown = economic.customer(int(number))
    assert (shown["name"], shown["currency"]) == ("Öst AB", "DKK")
    assert shown["customerGroup"]["customerGroupNumber"] == 3
    told = soap.refused("Debtor_Create", number=number, **asked)
    assert told[2] == "The debtor number is in use."


def test_found(soap, economic):
    number = soap.add(
        Name="Zebra ApS", CINumber="87654321", Email="Z@kunde.example", Ean="579" * 4
    )
    again = soap.add(CINumber="87654321")
    for operation, parameters in {
        "Debtor_FindByName": {"name": "zebra aps"},
        "Debtor_FindByEmail": {"email": "z@KUNDE.example"},
        "Debtor_FindByEan": {"ean": "579579579579"},
    }.items():
        assert numbers(soap(operation, **parameters)) == [number]
    assert numbers(soap("Debtor_FindByCINumber", ciNumber="87654321")) == [
        number,
        again,
    ]
    for text in ("8765432", "", None):
        assert soap("Debtor_FindByCINumber", ciNumber=text) is None
    for key in (number, again):
        soap("Debtor_Delete", debtorHandle={"Number": key})


@pytest.mark.parametrize("text", ["999999", "01", "+1", "x", "", None, "²"])
def test_a_number_of_nobody(soap, text):
    assert soap("Debtor_FindByNumber", number=text) is None
    told = soap.refused("Debtor_GetData", entityHandle={"Number": text})
    assert told == ("IntegrityException", "E06000", "The debtor does not exist.")


def test_a_list_of_numbers_has_gaps(soap):
    assert soap("Debtor_FindByNumber", number="1") == "1"
    asked = {"string": ["2", "999999", "1"]}
    found = soap("Debtor_FindByNumberList", numbers=asked)
    assert numbers(found) == ["2", None, "1"]


def test_lists(soap, economic_sim):
    every = numbers(soap("Debtor_GetAll"))
    rows = economic_sim.records("customers")
    assert sorted(every, key=int) == every
    assert set(every) == {str(row["customerNumber"]) for row in rows}
    handles = [{"Number": each} for each in ("3", "1")]
    data = soap("Debtor_GetDataArray", entityHandles={"DebtorHandle": handles})
    assert [each["Number"] for each in data] == ["3", "1"]
    gone = {"DebtorHandle": [*handles, {"Number": "999999"}]}
    told = soap.refused("Debtor_GetDataArray", entityHandles=gone)
    assert told[1] == "E06000"
    none = {"DebtorHandle": []}
    assert soap("Debtor_GetDataArray", entityHandles=none) is None


def rows_of(soap, *names):
    first = soap("Debtor_GetNextAvailableNumber")
    return [
        NEW_DEBTOR | {"Name": name, "Number": str(first + at)}
        for at, name in enumerate(names)
    ]


def test_written_as_lists(soap, economic_sim):
    rows = rows_of(soap, "Åse", "Bo")
    made = soap("Debtor_CreateFromDataArray", dataArray={"DebtorData": rows})
    assert numbers(made) == [row["Number"] for row in rows]
    changed = [soap.debtor(row["Number"]) | {"City": "Vejle"} for row in rows]
    asked = {"dataArray": {"DebtorData": changed}}
    assert soap("Debtor_UpdateFromDataArray", **asked) == made
    assert {soap.debtor(each)["City"] for each in numbers(made)} == {"Vejle"}
    # a wrong one spoils all, or those after it
    changed[0]["City"], changed[1]["Name"] = "Ribe", ""
    assert soap.refused("Debtor_UpdateFromDataArray", **asked)[2].startswith("The name")
    assert soap.debtor(rows[0]["Number"])["City"] == "Vejle"
    economic_sim.set_quirks("soap-lists-stop-halfway")
    soap.refused("Debtor_UpdateFromDataArray", **asked)
    assert soap.debtor(rows[0]["Number"])["City"] == "Ribe"


def test_a_list_with_one_number_twice(soap):
    rows = rows_of(soap, "Åse") * 2
    told = soap.refused("Debtor_CreateFromDataArray", dataArray={"DebtorData": rows})
    assert told[2] == "The debtor number is in use."
    assert soap("Debtor_FindByNumber", number=rows[0]["Number"]) is None
