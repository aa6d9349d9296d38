"""Types and operations of the service, as far as they are simulated.

A member is ``Name:type``; ``?`` says that it may be left out (minOccurs 0), ``~`` that
it may be nil. Source: names, types and order are those of the published description; a
test compares them.
"""

from typing import NamedTuple

NAMESPACE = "http://e-conomic.com"
SERVICE = "EconomicWebService"

ENUMERATIONS = {
    "VatZone": ("HomeCountry", "EU", "Abroad"),
    "TermOfPaymentType": (
        *("Net", "InvoiceMonth", "PaidInCash", "Prepaid", "DueDate", "Factoring"),
        *("InvoiceWeekStartingSunday", "InvoiceWeekStartingMonday", "Creditcard"),
        "Avtalegiro",
    ),
    "EmployeeType": (
        *("Undefined", "TimeLogger", "ProjectManager", "MobileTimeLogger"),
    ),
}
# by their number or id, so they say themselves which of them is meant
HANDLES = {
    "AccountHandle": "Number:int",
    "CompanyHandle": "Number:string?",
    "CurrencyHandle": "Code:string?",
    "DebtorContactHandle": "Id:int",
    "DebtorGroupHandle": "Number:int",
    "DebtorHandle": "Number:string?",
    "DeliveryLocationHandle": "Id:int",
    "EmployeeGroupHandle": "Number:int",
    "EmployeeHandle": "Number:int",
    "ExtendedVatZoneHandle": "Number:string?",
    "PriceGroupHandle": "Number:int",
    "TemplateCollectionHandle": "Id:int",
    "TermOfPaymentHandle": "Id:int",
}
DATA = {
    "CompanyData": """
        Handle:CompanyHandle? Number:string? BaseCurrencyHandle:CurrencyHandle?
        Name:string? Address1:string? Address2:string? PostalCode:string? City:string?
        County:string? Country:string? TelephoneNumber:string? FaxNumber:string?
        MobileNumber:string? Contact:string? WebSite:string? Email:string?
        CINumber:string? VatNumber:string? SignUpDate:dateTime
    """,
    "CurrencyData": "Handle:CurrencyHandle? Code:string?",
    "DebtorData": """
        Handle:DebtorHandle? Number:string? DebtorGroupHandle:DebtorGroupHandle?
        Name:string? VatZone:VatZone ExtendedVatZone:ExtendedVatZoneHandle?
        CurrencyHandle:CurrencyHandle? PriceGroupHandle:PriceGroupHandle?
        IsAccessible:boolean Ean:string? PublicEntryNumber:string? Email:string?
        TelephoneAndFaxNumber:string? Website:string? Address:string?
        PostalCode:string? City:string? Country:string? CreditMaximum:decimal?~
        VatNumber:string? PNumber:string? County:string? CINumber:string?
        TermOfPaymentHandle:TermOfPaymentHandle? LayoutHandle:TemplateCollectionHandle?
        AttentionHandle:DebtorContactHandle? YourReferenceHandle:DebtorContactHandle?
        OurReferenceHandle:EmployeeHandle? Balance:decimal?
        DefaultDeliveryLocationHandle:DeliveryLocationHandle?
    """,
    "DebtorContactData": """
        Handle:DebtorContactHandle? Id:int? DebtorHandle:DebtorHandle? Name:string?
        Number:int TelephoneNumber:string? Email:string? Comments:string?
        ExternalId:string? IsToReceiveEmailCopyOfOrder:boolean
        IsToReceiveEmailCopyOfInvoice:boolean
    """,
    "DebtorGroupData": """
        Handle:DebtorGroupHandle? Number:int Name:string? AccountHandle:AccountHandle?
        LayoutHandle:TemplateCollectionHandle?
    """,
    "EmployeeData": """
        Handle:EmployeeHandle? Number:int GroupHandle:EmployeeGroupHandle? Name:string?
        CostPrice:decimal?~ SalesPrice:decimal?~ CostPriceBefore:decimal?~
        SalesPriceBefore:decimal?~ CostPriceAfter:decimal?~ SalesPriceAfter:decimal?~
        CutoffDate:dateTime?~ EmployeeType:EmployeeType?
    """,
    "ExtendedVatZoneData": "Number:string? Name:string?",
    "TemplateCollectionData": "Handle:TemplateCollectionHandle? Id:int? Name:string?",
    "TermOfPaymentData": """
        Handle:TermOfPaymentHandle? Id:int? Name:string? Type:TermOfPaymentType
        Days:int~ Description:string? ContraAccountHandle:AccountHandle?
        ContraAccount2Handle:AccountHandle? DebtorHandle:DebtorHandle?
        DistributionInPercent:decimal~ DistributionInPercent2:decimal~
    """,
}
LISTED = (
    *("CurrencyHandle", "CurrencyData", "DebtorHandle", "DebtorData"),
    *("DebtorContactHandle", "DebtorContactData"),
    *("DebtorGroupHandle", "DebtorGroupData", "EmployeeHandle", "EmployeeData"),
    *("ExtendedVatZoneHandle", "ExtendedVatZoneData"),
    *("TemplateCollectionHandle", "TemplateCollectionData"),
    *("TermOfPaymentHandle", "TermOfPaymentData"),
)
# operation: (members of the request, type of the result)
_SIGNATURES = {
    "ConnectWithToken": ("token:string? appToken:string?", "string?"),
    "Disconnect": ("", "string?"),
    "Verify_XEconomicAppIdentifier": ("", "boolean"),
    "Company_Get": ("", "CompanyHandle?"),
    "Company_GetData": ("entityHandle:CompanyHandle?", "CompanyData?"),
    "Debtor_GetAll": ("", "ArrayOfDebtorHandle?"),
    "Debtor_GetAllUpdated": (
        "fromDate:dateTime includeCalculatedProperties:boolean",
        "ArrayOfDebtorHandle?",
    ),
    "Debtor_GetData": ("entityHandle:DebtorHandle?", "DebtorData?"),
    "Debtor_GetDataArray": (
        "entityHandles:ArrayOfDebtorHandle?",
        "ArrayOfDebtorData?",
    ),
    "Debtor_FindByNumber": ("number:string?", "DebtorHandle?"),
    "Debtor_FindByNumberList": ("numbers:ArrayOfString?", "ArrayOfDebtorHandle?"),
    "Debtor_FindByCINumber": ("ciNumber:string?", "ArrayOfDebtorHandle?"),
    "Debtor_FindByEmail": ("email:string?", "ArrayOfDebtorHandle?"),
    "Debtor_FindByName": ("name:string?", "ArrayOfDebtorHandle?"),
    "Debtor_FindByEan": ("ean:string?", "ArrayOfDebtorHandle?"),
    "Debtor_GetNextAvailableNumber": ("", "int"),
    "Debtor_Create": (
        "number:string? debtorGroupHandle:DebtorGroupHandle? name:string?"
        " vatZone:VatZone",
        "DebtorHandle?",
    ),
    "Debtor_CreateFromData": ("data:DebtorData?", "DebtorHandle?"),
    "Debtor_CreateFromDataArray": (
        "dataArray:ArrayOfDebtorData?",
        "ArrayOfDebtorHandle?",
    ),
    "Debtor_UpdateFromData": ("data:DebtorData?", "DebtorHandle?"),
    "Debtor_UpdateFromDataArray": (
        "dataArray:ArrayOfDebtorData?",
        "ArrayOfDebtorHandle?",
    ),
    "Debtor_Delete": ("debtorHandle:DebtorHandle?", ""),
    "Debtor_GetDebtorContacts": (
        "debtorHandle:DebtorHandle?",
        "ArrayOfDebtorContactHandle?",
    ),
    "Debtor_GetBalance": ("debtorHandle:DebtorHandle?", "decimal"),
    "DebtorContact_GetAll": ("", "ArrayOfDebtorContactHandle?"),
    "DebtorContact_GetData": (
        "entityHandle:DebtorContactHandle?",
        "DebtorContactData?",
    ),
    "DebtorContact_GetDataArray": (
        "entityHandles:ArrayOfDebtorContactHandle?",
        "ArrayOfDebtorContactData?",
    ),
    "DebtorContact_FindByName": ("name:string?", "ArrayOfDebtorContactHandle?"),
    "DebtorContact_FindByExternalId": (
        "externalId:string?",
        "ArrayOfDebtorContactHandle?",
    ),
    "DebtorContact_Create": (
        "debtorHandle:DebtorHandle? name:string?",
        "DebtorContactHandle?",
    ),
    "DebtorContact_CreateFromData": ("data:DebtorContactData?", "DebtorContactHandle?"),
    "DebtorContact_CreateFromDataArray": (
        "dataArray:ArrayOfDebtorContactData?",
        "ArrayOfDebtorContactHandle?",
    ),
    "DebtorContact_UpdateFromData": ("data:DebtorContactData?", "DebtorContactHandle?"),
    "DebtorContact_UpdateFromDataArray": (
        "dataArray:ArrayOfDebtorContactData?",
        "ArrayOfDebtorContactHandle?",
    ),
    "DebtorContact_Delete": ("debtorContactHandle:DebtorContactHandle?", ""),
    "ExtendedVatZone_GetAll": ("", "ArrayOfExtendedVatZoneHandle?"),
    "ExtendedVatZone_GetDataArray": (
        "extendedVatZoneHandles:ArrayOfExtendedVatZoneHandle?",
        "ArrayOfExtendedVatZoneData?",
    ),
}
for _name in (
    *("Currency", "DebtorGroup", "Employee", "TemplateCollection", "TermOfPayment"),
):
    _SIGNATURES[f"{_name}_GetAll"] = ("", f"ArrayOf{_name}Handle?")
    _SIGNATURES[f"{_name}_GetDataArray"] = (
        f"entityHandles:ArrayOf{_name}Handle?",
        f"ArrayOf{_name}Data?",
    )


class Member(NamedTuple):
    """An element of a type; ``many`` is one that may be there any number of times."""

    name: str
    type: str
    required: bool
    nillable: bool = False
    many: bool = False


class Operation(NamedTuple):
    """``result`` is None where nothing is answered."""

    request: tuple[Member, ...]
    result: Member | None


def _members(text):
    return tuple(_member(each) for each in text.split())


def _member(text):
    name, kind = text.split(":")
    plain = kind.rstrip("?~")
    return Member(name, plain, "?" not in kind, "~" in kind)


# what an array repeats
ARRAYS = {
    f"ArrayOf{name}": Member(name, name, False, nillable=True, many=True)
    for name in LISTED
} | {"ArrayOfString": Member("string", "string", False, nillable=True, many=True)}
TYPES = {name: _members(text) for name, text in (HANDLES | DATA).items()} | {
    name: (item,) for name, item in ARRAYS.items()
}
OPERATIONS = {
    name: Operation(
        _members(request), _member(f"{name}Result:{result}") if result else None
    )
    for name, (request, result) in _SIGNATURES.items()
}
