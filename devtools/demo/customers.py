"""Customers of Nordlys Hosting in the CRM: companies and their people."""

from .tables import refs, table

# colleagues work together on what a company below their own one manages
OFFICE = "Nordlys sales office"
# without a line in the history for what the demo data says otherwise
QUIETLY = {"tracking_disable": True}
# the two companies of the demo data of `crm_integria`
KNOWN = {
    "company_a": {
        "name": "Panadería Sol, S.L.",
        "email": "hola@panaderia-sol.example",
        "website": "https://panaderia-sol.example",
        "vat": "ESA12345674",
        "comment": "<p>Twelve bakeries around Madrid. Renews in spring.</p>",
    },
    "company_b": {
        "name": "Havnens Bageri A/S",
        "email": "info@havnens-bageri.example",
        "website": "https://havnens-bageri.example",
        "vat": "DK88146328",
        "comment": "<p>Orders by phone; send the papers to Mads.</p>",
    },
    "contact_a": {"email": "elena.ruiz@panaderia-sol.example"},
    "contact_b": {"email": "mads.holm@havnens-bageri.example"},
}
# custom fields: name, type, choices, whether lists have it
SEGMENT = "Segment"
FIELDS = (
    (SEGMENT, "selection", "Small\nMiddle\nLarge", True),
    ("Newsletter", "checkbox", "", False),
    ("Customer since", "date", "", False),
)
PLAIN = str.maketrans(
    {"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
    | {"á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ñ": "n"}
)


def meet_customers(rpc, team, ours):
    """Make the companies and their people; return ``{name: id}`` of the companies.

    :param ours: id of our own company's contact
    """
    rows = table("companies")
    wanted = {f"base.{row['country']}" for row in rows}
    wanted |= {f"crm_integria.role_{row['role']}" for row in rows}
    ids = refs(rpc, wanted)
    values = [
        {
            "name": row["name"],
            "is_company": True,
            "is_crm_company": True,
            "parent_id": ours,
            "user_id": team.users[row["owner"]],
            "crm_role_id": ids[f"crm_integria.role_{row['role']}"],
            "street": row["street"],
            "zip": row["zip"],
            "city": row["city"],
            "country_id": ids[f"base.{row['country']}"],
            "vat": row["vat"],
            "email": f"info@{_domain(row['name'])}",
            "website": f"https://{_domain(row['name'])}",
            "crm_payment_days": int(row["days"]),
            "comment": f"<p>{row['note']}</p>",
        }
        for row in rows
    ]
    made = rpc.call("res.partner", "create", values)
    companies = dict(zip((row["name"] for row in rows), made, strict=True))
    define_fields(rpc)
    segments = {companies[row["name"]]: row["segment"] for row in rows}
    fill_in(rpc, "res.partner", SEGMENT, segments)
    companies |= _rename_known(rpc, ours)
    people = [
        {
            "name": row["name"],
            "function": row["function"],
            "parent_id": companies[row["company"]],
            "email": f"{_address(row['name'])}@{_domain(row['company'])}",
        }
        for row in table("contacts")
    ]
    rpc.call("res.partner", "create", people)
    return companies


def _rename_known(rpc, ours):
    """Give what the demo data calls #A and #B names; return ``{name: id}``."""
    # its place is taken by the company's own contact
    mine = "company_mine"
    ids = refs(rpc, [f"crm_integria.{xml_id}" for xml_id in (mine, *KNOWN)])
    named = {}
    for xml_id, values in KNOWN.items():
        partner = ids[f"crm_integria.{xml_id}"]
        if xml_id.startswith("company"):
            values = {**values, "parent_id": ours}
            named[values["name"]] = partner
        rpc.call("res.partner", "write", [partner], values, context=QUIETLY)
    rpc.call("res.partner", "unlink", [ids[f"crm_integria.{mine}"]])
    return named


def _domain(company):
    """Return the domain of a company: its name without the legal form."""
    words, _comma, form = company.partition(",")
    return f"{_address(words if form else words.rpartition(' ')[0], '-')}.example"


def _address(name, between="."):
    return name.lower().translate(PLAIN).replace(" ", between)


def define_fields(rpc):
    """Make the custom fields of companies."""
    fields = [
        {"name": name, "field_type": kind, "choices": choices, "in_list": shown}
        for name, kind, choices, shown in FIELDS
    ]
    rpc.call("crm.custom.field", "create", fields)


def fill_in(rpc, model, name, values):
    """Fill in a custom field of records.

    :param values: ``{record id: choice}``, '' for those that stay empty
    """
    [field] = rpc.call("crm.custom.field", "search", [["name", "=", name]])
    for choice in sorted({*values.values()} - {""}):
        ids = [number for number, value in values.items() if value == choice]
        filled = {"crm_properties": {f"field_{field}": choice}}
        rpc.call(model, "write", ids, filled, context=QUIETLY)
