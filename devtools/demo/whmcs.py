"""What ``./dev demo`` shows of WHMCS: clients, invoices, a ticket that is billed."""

from .simulator import wait_until

INVOICES = 100
TICKETS = 20
# the simulator's tax rates in per cent, with the level of each
TAX_RATES = {25: 1, 19: 1, 21: 1, 20: 1, 5.2: 2}
TICKET_SETTINGS = {
    "whmcs_tickets": True,
    "whmcs_admin_username": "admin",
    "whmcs_hour_rate": 90,
}
# fields of clients that a person decides about, where both sides changed them
ASKED = ("phone", "street")


def options(clients):
    """Return the options of the simulator."""
    return {
        "clients": clients,
        "contacts": clients * 8 // 5,
        "invoices": INVOICES,
        "tickets": TICKETS,
        "odd_records": True,
    }


def create_whmcs(rpc, url, **values):
    """Create a WHMCS backend as an admin would; return its id."""
    return rpc.create(
        "sync.backend",
        name="Hosting customers",
        system="whmcs",
        whmcs_url=url,
        whmcs_identifier="simulator-identifier",
        whmcs_secret_input="simulator-secret",
        test_mode=True,
        **values,
    )


def start_whmcs(rpc, url, **values):
    """Create a WHMCS backend as an admin would, test it and switch it on."""
    backend = create_whmcs(rpc, url, **values)
    switch_on(rpc, backend)
    return backend


def switch_on(rpc, backend):
    """Test a backend and start its first synchronisation."""
    rpc.call("sync.backend", "action_test_connection", [backend])
    rpc.call("sync.backend", "action_start", [backend])


def ask_about(rpc, backend, names):
    """Have a person decide about some fields of clients that both sides changed."""
    rpc.call("sync.backend", "action_view_fields", [backend])
    domain = [
        ["backend_id", "=", backend],
        ["resource", "=", "whmcs.client"],
        ["name", "in", list(names)],
    ]
    for row in rpc.search_read("sync.field", domain, "direction"):
        rpc.call("sync.field", "choose", [row["id"]], True, row["direction"], "ask")


def activate_currencies(rpc, *names):
    currencies = rpc.call(
        "res.currency",
        "search",
        [["name", "in", names]],
        context={"active_test": False},
    )
    rpc.call("res.currency", "write", currencies, {"active": True})


def billing_settings(rpc):
    """Set up the accounts as a person does; return the settings of a backend for it."""
    activate_currencies(rpc, "EUR", "DKK", "GBP")
    names = [f"VAT {rate} %" for rate in TAX_RATES]
    values = [
        {"name": name, "amount": rate}
        for name, rate in zip(names, TAX_RATES, strict=True)
    ]
    made = rpc.call("account.tax", "create", values)
    taxes = [
        (0, 0, {"rate": rate, "level": str(level), "tax_id": tax})
        for (rate, level), tax in zip(TAX_RATES.items(), made, strict=True)
    ]
    (bank,) = rpc.search_read("account.journal", [["type", "=", "bank"]], "name")
    return {
        "whmcs_billing": True,
        "whmcs_payment_journal_id": bank["id"],
        "whmcs_tax_ids": taxes,
    }


def bill_ticket(rpc, helper, backend):
    """Answer a ticket, work on it and have it invoiced; return its id.

    :param helper: `Rpc` of who does it
    """
    rpc.call("sync.backend", "action_whmcs_load_ticket_choices", [backend])
    ticket = rpc.search_read(
        "helpdesk.ticket",
        [["partner_id", "!=", False], ["closed", "=", False]],
        "id",
        order="id",
        limit=1,
    )[0]["id"]
    work = ((0.5, "Looked at the logs"), (1.25, "Moved the mailbox"))
    hours = [
        {"ticket_id": ticket, "name": text, "unit_amount": hours}
        for hours, text in work
    ]
    helper.call("account.analytic.line", "create", hours)
    helper.call(
        "helpdesk.ticket",
        "message_post",
        [ticket],
        body="It is done. Please try again.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    domain = [["whmcs_invoiced", "=", True]]
    (stage,) = rpc.call("helpdesk.ticket.stage", "search", domain)
    values = {"stage_id": stage, "user_id": helper.uid}
    helper.call("helpdesk.ticket", "write", [ticket], values)

    def invoiced():
        return rpc.count("crm.lead", ["ticket_id", "=", ticket])

    wait_until(invoiced, f"the invoice of ticket {ticket}")
    return ticket


def counts(rpc, backend):
    """Return ``[(number, what)]`` of what came in from WHMCS."""
    groups = rpc.call(
        "sync.binding",
        "formatted_read_group",
        [["backend_id", "=", backend]],
        ["kind"],
        ["__count"],
    )
    found = {row["kind"]: row["__count"] for row in groups}
    return [(found.get(kind, 0), label) for kind, label in KINDS]


KINDS = (
    ("client", "clients (companies and persons)"),
    ("client_person", "persons of companies"),
    ("contact", "contacts"),
    ("product", "products"),
    ("service", "services of clients"),
    ("invoice", "invoices"),
    ("opportunity", "opportunities"),
    ("payment", "payments"),
    ("refund", "refunds"),
    ("ticket", "tickets"),
    ("reply", "replies"),
    ("note", "notes"),
)
