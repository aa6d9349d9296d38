"""The part of e-conomic's SOAP service that is used here, as a WSDL of its own.

The published one describes 1,604 operations and takes 106 MB once it is read. A test
compares this one with it, where it is at hand.
"""

from functools import cache
from io import BytesIO

from lxml.builder import ElementMaker
from lxml.etree import tostring
from zeep import Settings, Transport
from zeep.wsdl import Document

NAMESPACE = "http://e-conomic.com"
# the service may tell more than the WSDL of 2019 says
SETTINGS = Settings(strict=False, forbid_dtd=True, forbid_entities=True)
SERVICE = "EconomicWebService"
BINDING = f"{{{NAMESPACE}}}EconomicWebServiceSoap"
_WSDL, _SOAP, _XSD = (
    "http://schemas.xmlsoap.org/wsdl/",
    "http://schemas.xmlsoap.org/wsdl/soap/",
    "http://www.w3.org/2001/XMLSchema",
)
# Parts of a type or of a call: "Name:type"; with ? it may be left out, with ! it may be
# nil. Types of XML Schema are written small.
ENUMS = {
    "VatZone": "HomeCountry EU Abroad",
    "TermOfPaymentType": "Net InvoiceMonth PaidInCash Prepaid DueDate Factoring "
    "InvoiceWeekStartingSunday InvoiceWeekStartingMonday Creditcard Avtalegiro",
    "EmployeeType": "Undefined TimeLogger ProjectManager MobileTimeLogger",
}
TYPES = {
    "AccountHandle": "Number:int",
    "CompanyHandle": "Number?:string",
    "CurrencyHandle": "Code?:string",
    "DebtorHandle": "Number?:string",
    "DebtorContactHandle": "Id:int",
    "DebtorGroupHandle": "Number:int",
    "DeliveryLocationHandle": "Id:int",
    "EmployeeHandle": "Number:int",
    "EmployeeGroupHandle": "Number:int",
    "ExtendedVatZoneHandle": "Number?:string",
    "PriceGroupHandle": "Number:int",
    "TemplateCollectionHandle": "Id:int",
    "TermOfPaymentHandle": "Id:int",
    "CompanyData": "Handle?:CompanyHandle Number?:string "
    "BaseCurrencyHandle?:CurrencyHandle Name?:string Address1?:string Address2?:string "
    "PostalCode?:string City?:string County?:string Country?:string "
    "TelephoneNumber?:string FaxNumber?:string MobileNumber?:string Contact?:string "
    "WebSite?:string Email?:string CINumber?:string VatNumber?:string "
    "SignUpDate:dateTime",
    "DebtorData": "Handle?:DebtorHandle Number?:string "
    "DebtorGroupHandle?:DebtorGroupHandle Name?:string VatZone:VatZone "
    "ExtendedVatZone?:ExtendedVatZoneHandle CurrencyHandle?:CurrencyHandle "
    "PriceGroupHandle?:PriceGroupHandle IsAccessible:boolean Ean?:string "
    "PublicEntryNumber?:string Email?:string TelephoneAndFaxNumber?:string "
    "Website?:string Address?:string PostalCode?:string City?:string Country?:string "
    "CreditMaximum?!:decimal VatNumber?:string PNumber?:string County?:string "
    "CINumber?:string TermOfPaymentHandle?:TermOfPaymentHandle "
    "LayoutHandle?:TemplateCollectionHandle AttentionHandle?:DebtorContactHandle "
    "YourReferenceHandle?:DebtorContactHandle OurReferenceHandle?:EmployeeHandle "
    "Balance?:decimal DefaultDeliveryLocationHandle?:DeliveryLocationHandle",
    "DebtorContactData": "Handle?:DebtorContactHandle Id?:int "
    "DebtorHandle?:DebtorHandle Name?:string Number:int TelephoneNumber?:string "
    "Email?:string Comments?:string ExternalId?:string "
    "IsToReceiveEmailCopyOfOrder:boolean IsToReceiveEmailCopyOfInvoice:boolean",
    "DebtorGroupData": "Handle?:DebtorGroupHandle Number:int Name?:string "
    "AccountHandle?:AccountHandle LayoutHandle?:TemplateCollectionHandle",
    "TermOfPaymentData": "Handle?:TermOfPaymentHandle Id?:int Name?:string "
    "Type:TermOfPaymentType Days!:int Description?:string "
    "ContraAccountHandle?:AccountHandle ContraAccount2Handle?:AccountHandle "
    "DebtorHandle?:DebtorHandle DistributionInPercent!:decimal "
    "DistributionInPercent2!:decimal",
    "ExtendedVatZoneData": "Number?:string Name?:string",
    "EmployeeData": "Handle?:EmployeeHandle Number:int "
    "GroupHandle?:EmployeeGroupHandle Name?:string CostPrice?!:decimal "
    "SalesPrice?!:decimal CostPriceBefore?!:decimal "
    "SalesPriceBefore?!:decimal CostPriceAfter?!:decimal SalesPriceAfter?!:decimal "
    "CutoffDate?!:dateTime EmployeeType?:EmployeeType",
    "TemplateCollectionData": "Handle?:TemplateCollectionHandle Id?:int Name?:string",
}
LISTED = (
    "Debtor",
    "DebtorContact",
    "DebtorGroup",
    "Employee",
    "ExtendedVatZone",
    "TemplateCollection",
    "TermOfPayment",
)
for _kind in LISTED:
    for _each in ("Handle", "Data"):
        TYPES[f"ArrayOf{_kind}{_each}"] = f"{_kind}{_each}*:{_kind}{_each}"
# operation: (what it is given, what it returns)
OPERATIONS = {
    "ConnectWithToken": ("token?:string appToken?:string", "string"),
    "Company_Get": ("", "CompanyHandle"),
    "Company_GetData": ("entityHandle?:CompanyHandle", "CompanyData"),
    "Debtor_GetAllUpdated": (
        "fromDate:dateTime includeCalculatedProperties:boolean",
        "ArrayOfDebtorHandle",
    ),
    "Debtor_FindByCINumber": ("ciNumber?:string", "ArrayOfDebtorHandle"),
    "Debtor_FindByEmail": ("email?:string", "ArrayOfDebtorHandle"),
    "Debtor_FindByName": ("name?:string", "ArrayOfDebtorHandle"),
    "Debtor_GetNextAvailableNumber": ("", "int"),
    "Debtor_GetDebtorContacts": (
        "debtorHandle?:DebtorHandle",
        "ArrayOfDebtorContactHandle",
    ),
    "DebtorContact_FindByExternalId": (
        "externalId?:string",
        "ArrayOfDebtorContactHandle",
    ),
}
for _kind in LISTED:
    OPERATIONS[f"{_kind}_GetAll"] = ("", f"ArrayOf{_kind}Handle")
    OPERATIONS[f"{_kind}_GetDataArray"] = (
        f"entityHandles?:ArrayOf{_kind}Handle",
        f"ArrayOf{_kind}Data",
    )
# the only one that calls them otherwise
OPERATIONS["ExtendedVatZone_GetDataArray"] = (
    "extendedVatZoneHandles?:ArrayOfExtendedVatZoneHandle",
    "ArrayOfExtendedVatZoneData",
)
for _kind in ("Debtor", "DebtorContact"):
    OPERATIONS[f"{_kind}_GetData"] = (
        f"entityHandle?:{_kind}Handle",
        f"{_kind}Data",
    )
    for _deed in ("CreateFromData", "UpdateFromData"):
        OPERATIONS[f"{_kind}_{_deed}"] = (f"data?:{_kind}Data", f"{_kind}Handle")


def wsdl():
    """Return the WSDL as bytes."""
    return tostring(_definitions(), xml_declaration=True, encoding="utf-8")


@cache
def document():
    """Return the WSDL as zeep holds it; read once in a process, and never changed."""
    return Document(BytesIO(wsdl()), Transport(), settings=SETTINGS)


_w = ElementMaker(
    namespace=_WSDL, nsmap={"w": _WSDL, "soap": _SOAP, "s": _XSD, "tns": NAMESPACE}
)
_soap, _xs = ElementMaker(namespace=_SOAP), ElementMaker(namespace=_XSD)


def _definitions():
    elements = []
    for name, (given, result) in OPERATIONS.items():
        optional = "" if result in ("int", "boolean") else "?"
        returned = f"{name}Result{optional}:{result}"
        elements.append(_xs.element(_sequence(given), name=name))
        elements.append(_xs.element(_sequence(returned), name=f"{name}Response"))
    schema = _xs.schema(
        *elements,
        *(_complex(name, parts) for name, parts in TYPES.items()),
        *(_enum(name, values) for name, values in ENUMS.items()),
        elementFormDefault="qualified",
        targetNamespace=NAMESPACE,
    )
    return _w.definitions(
        _w.types(schema),
        *(_message(name + end) for name in OPERATIONS for end in ("", "Response")),
        _w.portType(*map(_operation, OPERATIONS), name="EconomicWebServiceSoap"),
        _w.binding(
            _soap.binding(transport="http://schemas.xmlsoap.org/soap/http"),
            *map(_bound, OPERATIONS),
            name="EconomicWebServiceSoap",
            type="tns:EconomicWebServiceSoap",
        ),
        _w.service(
            _w.port(
                _soap.address(location="https://api.e-conomic.com/"),
                name="EconomicWebServiceSoap",
                binding="tns:EconomicWebServiceSoap",
            ),
            name=SERVICE,
        ),
        targetNamespace=NAMESPACE,
    )


def _sequence(parts):
    return _xs.complexType(_xs.sequence(*map(_element, parts.split())))


def _complex(name, parts):
    return _xs.complexType(_xs.sequence(*map(_element, parts.split())), name=name)


def _element(part):
    marked, _colon, kind = part.partition(":")
    name = marked.rstrip("?!*")
    marks = marked[len(name) :]
    options = {"minOccurs": "0" if "?" in marks or "*" in marks else "1"}
    options["maxOccurs"] = "unbounded" if "*" in marks else "1"
    if "!" in marks or "*" in marks:
        options["nillable"] = "true"
    prefix = "s" if kind[0].islower() else "tns"
    return _xs.element(name=name, type=f"{prefix}:{kind}", **options)


def _enum(name, values):
    allowed = [_xs.enumeration(value=value) for value in values.split()]
    return _xs.simpleType(_xs.restriction(*allowed, base="s:string"), name=name)


def _message(name):
    part = _w.part(name="parameters", element=f"tns:{name}")
    return _w.message(part, name=_message_name(name))


def _message_name(name):
    if name.endswith("Response"):
        return f"{name.removesuffix('Response')}SoapOut"
    return f"{name}SoapIn"


def _operation(name):
    given = _w.input(message=f"tns:{_message_name(name)}")
    returned = _w.output(message=f"tns:{_message_name(name + 'Response')}")
    return _w.operation(given, returned, name=name)


def _bound(name):
    action = _soap.operation(soapAction=f"{NAMESPACE}/{name}", style="document")
    literal = {"use": "literal"}
    return _w.operation(
        action,
        _w.input(_soap.body(**literal)),
        _w.output(_soap.body(**literal)),
        name=name,
    )
