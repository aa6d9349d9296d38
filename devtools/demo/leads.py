"""Leads of Nordlys Hosting: one or more in each status, and where they come from."""

from datetime import date, datetime, timedelta

import requests

from .tables import refs, table

CATEGORIES = ("Web hosting", "Domains", "Mailboxes", "Backup", "Colocation")
# subjects of two that the CRM's demo data has
KNOWN = {
    "crm_integria.lead_a": ("Four more bakeries online", "60", 12000),
    "crm_integria.lead_b": ("Second site of Havnens Bageri", "40", 34000),
}
# what a lead is worth for each of its stars
HIGH_SALE = 30_000
ALARM = "Hosting of a newspaper"
OFFER = "Web site of a hotel"
FORM = {
    "name": "Ask for an offer",
    "ask_country": True,
    "introduction": "<p>Tell us what you need. We answer within a working day.</p>",
    "thanks": "<p>Many thanks. Mette writes to you soon.</p>",
}
VISITOR = {
    "name": "Clara Voss",
    "email": "clara@voss-keramik.example",
    "company": "Voss Keramik",
    "phone": "+49 40 1234567",
    "country": "DE",
    "comments": "I sell pottery and need a shop in two languages.",
}
# what a program fills in that people do not see
SPAM = {**VISITOR, "name": "Cheap pills", "homepage": "https://pills.example"}
PATIENCE = 30


def collect_leads(rpc, team, office):
    """Make leads in every status; return ``{subject: id}``.

    :param office: id of the company of ours that manages them
    """
    ids = refs(rpc, [f"base.{name}" for name in ("dk", "de", "es")])
    made = rpc.call(
        "product.category", "create", [{"name": name} for name in CATEGORIES]
    )
    categories = dict(zip(CATEGORIES, made, strict=True))
    coded = [["crm_code", "!=", False]]
    stages = rpc.search_read("crm.stage", coded, "crm_code")
    stages = {row["crm_code"]: row["id"] for row in stages}
    rows = table("leads")
    values = [
        {
            "name": row["name"],
            "type": "opportunity",
            "contact_name": row["person"],
            "email_from": row["address"],
            "phone": f"+45 70 20 31 {number + 10}",
            "partner_name": row["company"],
            "country_id": ids[f"base.{row['country']}"],
            # those of lost leads are reasons, not stages
            "stage_id": stages.get(row["status"], stages["0"]),
            "expected_revenue": int(row["sale"]),
            "date_deadline": str(date.today() + timedelta(5 * number + 3)),
            "priority": str(min(3, int(row["sale"]) // HIGH_SALE)),
            "user_id": team.users[row["owner"]],
            "crm_company_id": office,
            "crm_product_category_id": categories[row["category"]],
            "crm_overview": row["overview"],
        }
        for number, row in enumerate(rows)
    ]
    made = rpc.call("crm.lead", "create", values)
    leads = dict(zip((row["name"] for row in rows), made, strict=True))
    known = refs(rpc, KNOWN)
    for xml_id, (name, status, sale) in KNOWN.items():
        values = {
            "name": name,
            "expected_revenue": sale,
            "stage_id": stages[status],
            "crm_product_category_id": categories[CATEGORIES[0]],
        }
        rpc.call("crm.lead", "write", [known[xml_id]], values)
    for reason in rpc.search_read("crm.lost.reason", coded, "crm_code"):
        lost = [
            leads[row["name"]] for row in rows if row["status"] == reason["crm_code"]
        ]
        values = {"active": False, "probability": 0, "lost_reason_id": reason["id"]}
        rpc.call("crm.lead", "write", lost, values)
    return leads


def plan_work(rpc, team, leads):
    """Give leads an alarm, activities and followers."""
    soon = datetime.now() + timedelta(2)
    alarm = {"crm_alarm": soon.strftime("%Y-%m-%d 09:30:00")}
    rpc.call("crm.lead", "write", [leads[ALARM]], alarm)
    rpc.call("crm.lead", "message_subscribe", [leads[ALARM]], [team.partners["karen"]])
    for name, kind, days, summary, login in (
        (OFFER, "call", -1, "Ask what they think of the offer", "user1"),
        ("Rack for a laboratory", "meeting", 3, "Show them the racks", "manager1"),
        ("Mailboxes of a school", "todo", 6, "Is it signed?", "freja"),
    ):
        rpc.call(
            "crm.lead",
            "activity_schedule",
            [leads[name]],
            f"mail.mail_activity_data_{kind}",
            date_deadline=str((datetime.now() + timedelta(days)).date()),
            summary=summary,
            user_id=team.users[login],
        )


def open_doors(rpc, team, office, url):
    """Make a contact form; somebody fills it in, and a program is refused twice."""
    form = rpc.create(
        "crm.lead.form",
        **FORM,
        user_id=team.users["manager1"],
        crm_company_id=office,
        tag_ids=[(0, 0, {"name": "Web form"})],
    )
    page = rpc.read("crm.lead.form", form, "url")["url"]
    for given in (VISITOR, SPAM):
        requests.post(page, given, headers={"Origin": url}, timeout=PATIENCE)
    api = f"{url}/crm_integria/v1/leads"
    headers = {"Authorization": "Bearer not-a-key"}
    requests.post(api, json=VISITOR, headers=headers, timeout=PATIENCE)
