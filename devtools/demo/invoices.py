"""Invoices of Nordlys Hosting, numbered by its pattern, with what makes a gap."""

from datetime import date, timedelta

PATTERN = f"{date.today():%y}/[1000]"
LAYOUT = {
    "crm_numbers_by_pattern": True,
    "crm_number_pattern": PATTERN,
    "crm_invoice_layout": True,
    "crm_invoice_header": "<p><strong>Nordlys Hosting ApS</strong><br>Havnegade 12, "
    "8000 Aarhus C<br>CVR 13585628</p>",
    "crm_invoice_footer": "<p>Bank: Nordbank, account 1234 567890. Late payment costs "
    "1 % a month.</p>",
}
WITHHOLDING = {"name": "Withholding 15%", "amount": -15, "type_tax_use": "sale"}
DAYS_TO_PAY = 30
# how far the number that is given by hand lies from the last one
JUMP = 3


def send_invoices(rpc, team, companies, contracts):
    """Make invoices; return ``{what: id}`` of those worth a look.

    What is deleted and what gets a number by hand leave gaps in the row.
    """
    [row] = rpc.call("res.company", "read", [1], ["account_sale_tax_id"])
    vat = row["account_sale_tax_id"][0]
    withholding = rpc.create("account.tax", **WITHHOLDING)
    rpc.call("res.company", "write", [1], LAYOUT)
    # company, contract, issued days ago, what, price, more
    rows = (
        ("Müller Logistik GmbH", "Colocation, rack 12", 70, "Rack 12", 8400, {}),
        ("Fjordlys Optik ApS", "Web shop hosting", 64, "Web shop", 1200, {}),
        ("Gamle Tryk ApS", "Print server", 61, "A mistake", 150, {}),
        ("Brandt Söhne KG", "Domains .de and .com", 40, "Domains, a year", 3720)
        + ({"crm_discount": 10},),
        ("Panadería Sol, S.L.", "Managed hosting of 12 sites", 33, "12 sites", 9600)
        + ({"crm_withholding_tax_id": withholding, "ref": "PO 4711"},),
        ("Clínica Mar, S.L.", "Nightly backup", 12, "Backup", 980, {}),
        ("Havnens Bageri A/S", "Mailbox licences", 3, "40 mailboxes", 2000)
        + ({"crm_internal_note": "Mads asked for it by phone."},),
        ("Fjordlys Optik ApS", "Web shop hosting", 0, "Web shop", 1200, {}),
    )
    values = [
        {
            "move_type": "out_invoice",
            "partner_id": companies[company],
            "crm_contract_id": contracts[contract],
            "invoice_date": str(date.today() - timedelta(days)),
            "invoice_date_due": str(date.today() - timedelta(days - DAYS_TO_PAY)),
            "invoice_line_ids": [
                (0, 0, {"name": what, "price_unit": price, "tax_ids": [(6, 0, [vat])]})
            ],
            **more,
        }
        for company, contract, days, what, price, more in rows
    ]
    made = rpc.call("account.move", "create", values)
    [paid, overdue, mistake, discount, withheld, by_hand, locked, draft] = made
    rpc.call("account.move", "action_post", made[:5])
    _leave_gaps(rpc, mistake, withheld, by_hand)
    rpc.call("account.move", "action_post", [by_hand, locked])
    rpc.call("account.move", "action_crm_lock", [locked])
    pay(rpc, paid)
    _name_in_contract(rpc, contracts["Colocation, rack 12"], paid)
    for invoice in (discount, withheld):
        rpc.call("account.move", "crm_regenerate_pdf", [invoice])
    return {"discount": discount, "withheld": withheld, "overdue": overdue} | {
        "draft": draft,
        "locked": locked,
    }


def _leave_gaps(rpc, mistake, latest, by_hand):
    """Delete one invoice, and give another one a number by hand.

    :param latest: the invoice with the highest number
    """
    before, last = rpc.read("account.move", latest, "name")["name"].split("/")
    # XML-RPC cannot carry the nothing that Odoo's own button returns
    rpc.call("account.move", "write", [mistake], {"state": "draft"})
    rpc.call("account.move", "unlink", [mistake])
    name = f"{before}/{int(last) + JUMP}"
    rpc.call("account.move", "write", [by_hand], {"name": name})


def _name_in_contract(rpc, contract, invoice):
    number = rpc.read("account.move", invoice, "name")["name"]
    values = {"crm_external_code": number}
    rpc.call("contract.contract", "write", [contract], values)


def pay(rpc, invoice):
    """Book that a customer paid an invoice in full."""
    context = {"active_model": "account.move", "active_ids": [invoice]}
    model = "account.payment.register"
    pay = rpc.call(model, "create", [{}], context=context)
    rpc.call(model, "action_create_payments", pay, context=context)
