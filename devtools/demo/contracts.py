"""Contracts of Nordlys Hosting, their types with custom fields, and their papers."""

from datetime import date, timedelta

from .customers import QUIETLY, fill_in
from .tables import refs, table

# name, days of notice, custom fields: name, type, choices
CENTRE = "Data centre"
TYPES = (
    ("Hosting", 30, ((CENTRE, "selection", "Aarhus\nFrankfurt\nMadrid"),)),
    ("Domains", 60, (("Registrar", "text", ""), ("Renews by itself", "checkbox", ""))),
)
# contracts of the demo data: values, and in how many days they end
KNOWN_CONTRACTS = {
    "crm_integria.contract_a": ({"name": "Managed hosting of 12 sites"}, 9),
    "crm_integria.contract_b": ({"name": "Mailbox licences"}, 210),
    "crm_integria.contract_b_private": (
        {"name": "Framework agreement (confidential)"},
        None,
    ),
}
# days
BILLED_AHEAD = 40
# contracts that get a paper, with the template's XML id
PAPERS = (
    ("Web shop hosting", "document_certificate_en"),
    ("Colocation, rack 12", "document_contract_en"),
    ("Managed hosting of 12 sites", "document_certificate_es"),
)


def define_types(rpc):
    """Make types of contracts, with custom fields of their own."""
    values = [
        {
            "name": name,
            "remind_days": days,
            "remind_by_mail": True,
            "field_ids": [
                (0, 0, {"name": label, "field_type": kind, "choices": choices})
                for label, kind, choices in fields
            ],
        }
        for name, days, fields in TYPES
    ]
    rpc.call("crm.contract.type", "create", values)


def sign_contracts(rpc, team, companies):
    """Make contracts, some near their end; return ``{name: id}``.

    Their owners are told, and some get their paper.
    """
    types = rpc.search_read("crm.contract.type", [], "name")
    types = {row["name"]: row["id"] for row in types}
    rows = table("contracts")
    values = [
        {
            "name": row["name"],
            "partner_id": companies[row["company"]],
            "user_id": team.users[row["owner"]],
            "crm_type_id": types[row["type"]],
            "date_start": _day(row["starts"]),
            "date_end": _day(row["ends"]),
            "crm_status": row["status"],
            "crm_description": f"<p>{row['name']}, as offered. Billed monthly.</p>",
            "contract_line_ids": _lines(row),
        }
        for row in rows
    ]
    made = rpc.call("contract.contract", "create", values)
    contracts = dict(zip((row["name"] for row in rows), made, strict=True))
    centres = {contracts[row["name"]]: row["centre"] for row in rows}
    fill_in(rpc, "contract.contract", CENTRE, centres)
    cron = "crm_integria.cron_contract_reminder"
    ids = refs(rpc, [cron, *KNOWN_CONTRACTS])
    for xml_id, (values, end) in KNOWN_CONTRACTS.items():
        contract = ids[xml_id]
        if end:
            values = {**values, "date_start": _day(end - 365), "date_end": _day(end)}
        rpc.call("contract.contract", "write", [contract], values, context=QUIETLY)
        contracts[values["name"]] = contract
    rpc.call("ir.cron", "method_direct_trigger", [ids[cron]])
    return contracts


def write_papers(rpc, team, contracts):
    """Have the papers of some contracts made, by who looks after contracts."""
    templates = refs(rpc, [f"crm_integria.{xml_id}" for _name, xml_id in PAPERS])
    lene = team.rpc("lene")
    for name, xml_id in PAPERS:
        arguments = ([contracts[name]], templates[f"crm_integria.{xml_id}"])
        lene.call("contract.contract", "crm_generate_document", *arguments)


def _lines(row):
    """Return the lines of a contract; one that ends soon is billed already."""
    if int(row["ends"]) <= BILLED_AHEAD:
        return []
    # nothing is due while the demo runs
    first = (date.today().replace(day=1) + timedelta(32)).replace(day=1)
    line = {
        "name": f"{row['name']} (#START# - #END#)",
        "quantity": 1,
        "price_unit": float(row["price"]),
        "date_start": _day(row["starts"]),
        "date_end": _day(row["ends"]),
        "recurring_rule_type": "monthly",
        "recurring_next_date": max(str(first), _day(row["starts"])),
    }
    return [(0, 0, line)]


def _day(days):
    return str(date.today() + timedelta(int(days)))
