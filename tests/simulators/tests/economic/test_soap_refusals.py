"""Debtors that SOAP refuses."""

import pytest
from zeep.exceptions import ValidationError

from tests.simulators.tests.economic.soap import NEW_DEBTOR


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ({"Name": None}, "E04010", "The name cannot be null."),
        ({"Name": "x" * 256}, "E04300", "The name is longer than 255 characters."),
        ({"DebtorGroupHandle": None}, "E04010", "The debtor group cannot be null."),
        (
            {"TermOfPaymentHandle": None},
            "E04010",
            "The term of payment cannot be null.",
        ),
        ({"CurrencyHandle": None}, "E04010", "The currency cannot be null."),
        ({"DebtorGroupHandle": {"Number": 9}}, "E06000", "The debtor group does not"),
        ({"TermOfPaymentHandle": {"Id": 9}}, "E06000", "The term of payment does not"),
        ({"CurrencyHandle": {"Code": "XXX"}}, "E06000", "The currency does not exist."),
        ({"LayoutHandle": {"Id": 9}}, "E06000", "The layout does not exist."),
        ({"OurReferenceHandle": {"Number": 9}}, "E06000", "The employee does not"),
        ({"AttentionHandle": {"Id": 101}}, "E06000", "The debtor contact does not"),
        ({"ExtendedVatZone": {"Number": "9"}}, "E06000", "The extended VAT zone does"),
        ({"ExtendedVatZone": {"Number": "2"}}, "E04300", "The extended VAT zone does"),
        ({"PostalCode": "1" * 31}, "E04300", "The PostalCode is longer than 30"),
        ({"Address": "Å" * 511}, "E04300", "The address is longer than 510"),
        ({"CINumber": "1" * 41}, "E04300", "The CINumber is longer than 40"),
        ({"PNumber": "123"}, "E04300", "The PNumber must have 10 characters."),
        ({"Number": None}, "E04010", "The debtor number cannot be null."),
    ],
)
def test_refused(soap, values, code, message):
    number = str(soap("Debtor_GetNextAvailableNumber"))
    data = NEW_DEBTOR | {"Number": number} | values
    told = soap.refused("Debtor_CreateFromData", data=data)
    assert told[1] == code and told[2].startswith(message)
    assert soap("Debtor_FindByNumber", number=number) is None
    changed = soap.debtor(1) | values
    told = soap.refused("Debtor_UpdateFromData", data=changed)
    assert told[1] == code and told[2].startswith(message)


@pytest.mark.parametrize("number", ["0", "007", "x", "1000000000", ""])
def test_numbers_that_cannot_be(soap, number):
    data = NEW_DEBTOR | {"Number": number}
    told = soap.refused("Debtor_CreateFromData", data=data)
    assert told[1:] == ("E04300", "The debtor number must be 1 to 999999999.")


def test_whom_an_update_concerns(soap):
    number = soap.add()
    data = soap.debtor(number)
    for values, message in (
        ({"Handle": None}, "The debtor handle cannot be null."),
        ({"Handle": {"Number": "999999"}}, "The debtor does not exist."),
        ({"Number": "999999"}, "The debtor number cannot be changed."),
    ):
        told = soap.refused("Debtor_UpdateFromData", data=data | values)
        assert told[2] == message
    other = soap.add()
    stranger = {"AttentionHandle": {"Id": soap.add_contact(other)}}
    told = soap.refused("Debtor_UpdateFromData", data=data | stranger)
    assert told[2] == "The debtor contact does not exist."


@pytest.mark.parametrize(
    "operation", ["Debtor_CreateFromData", "Debtor_UpdateFromData"]
)
def test_no_data(soap, operation):
    assert soap.refused(operation)[1] == "E04010"
    told = soap.refused(f"{operation}Array")
    assert told[2] == "The data array cannot be null."


def test_zeep_knows_what_is_needed(soap):
    data = {name: each for name, each in NEW_DEBTOR.items() if name != "VatZone"}
    with pytest.raises(ValidationError, match="VatZone"):
        soap("Debtor_CreateFromData", data=data | {"Number": "5"})


def test_a_layout_may_be_needed(soap, economic_sim):
    economic_sim.set_quirks("soap-needs-layout")
    data = NEW_DEBTOR | {"Number": str(soap("Debtor_GetNextAvailableNumber"))}
    told = soap.refused("Debtor_CreateFromData", data=data)
    assert told == ("ValidationException", "E04010", "The layout cannot be null.")
    assert soap("Debtor_CreateFromData", data=data | {"LayoutHandle": {"Id": 19}})
