"""Names of a customer's properties in e-conomic's two services.

The common form of a customer is that of REST; it is written by the service of OpenAPI,
which carries all that is stored and refuses to overwrite what it did not show. Source:
the schemas of both, field by field (the project's reference, section 6).
"""

# REST: OpenAPI
SAME = {
    "name": "name",
    "currency": "currency",
    "zip": "postCode",
    "city": "city",
    "country": "country",
    "email": "email",
    "telephoneAndFaxNumber": "phone",
    "mobilePhone": "mobilePhone",
    "website": "homepage",
    "corporateIdentificationNumber": "cvrNo",
    "pNumber": "pnr",
    "vatNumber": "vatNo",
    "ean": "eanLocationNumber",
    "publicEntryNumber": "voucherNumber",
    "customerGroup.customerGroupNumber": "customerGroupNumber",
    "paymentTerms.paymentTermsNumber": "paymentTermId",
    "vatZone.vatZoneNumber": "zone",
    "layout.layoutNumber": "layoutGroup",
    "salesPerson.employeeNumber": "ourRef",
}
LINE = 255
ADDRESS = ("address1", "address2")


def to_openapi(values):
    """Return what is to be written, in OpenAPI's names.

    :param values: ``{REST path: value}``
    """
    found = {SAME[path]: value for path, value in values.items() if path in SAME}
    if "address" in values:
        found |= dict(zip(ADDRESS, halves(values["address"] or ""), strict=True))
    if "barred" in values:
        found["access"] = not values["barred"]
    return found


def from_openapi(customer, paths):
    """Return those of a customer's values that REST would show at ``paths``."""
    found = {path: customer.get(SAME[path]) for path in paths if path in SAME}
    if "address" in paths:
        lines = [customer.get(name) or "" for name in ADDRESS]
        found["address"] = "\n".join(filter(None, lines))
    if "barred" in paths:
        found["barred"] = not customer.get("access", True)
    return found


def halves(address):
    """Return an address of REST as the two lines of OpenAPI.

    :raises ValueError: one of them would be longer than the service takes
    """
    first, _line_end, second = address.partition("\n")
    second = " ".join(second.split())
    if len(first) > LINE:
        cut = first.rfind(" ", 0, LINE + 1)
        cut = cut if cut > 0 else LINE
        first, second = first[:cut], " ".join([first[cut:].strip(), second]).strip()
    if len(second) > LINE:
        raise ValueError(f"the address is longer than {2 * LINE} characters")
    return first, second
