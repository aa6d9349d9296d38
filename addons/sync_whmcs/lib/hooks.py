"""Hooks of WHMCS: what they tell of, and the file that sends them here.

The file ``static/hook/odoo_sync.php`` has the same hooks and variables. Source: WHMCS
developer documentation, hooks reference (client, contact, invoices-and-quotes,
products-and-services, service, module, ticket).
"""

import json

from odoo.addons.sync_base.lib.events import Event

SIGNATURE_HEADER = "x-odoo-sync-signature"
TIME_HEADER = "x-odoo-sync-time"


def _each(names, variable, kind):
    return {name: {variable: kind} for name in names.split()}


# hook -> {variable with the id (or ids): kind of the object}
HOOKS = {
    # `userid` is what it was called before WHMCS had users apart from clients
    "ClientAdd": {"client_id": "client", "userid": "client"},
    **_each("ClientEdit ClientClose", "userid", "client"),
    # the first is deprecated since 8.0
    **_each("ClientDelete PreDeleteClient", "userid", "client"),
    "AfterClientMerge": {"toUserID": "client", "fromUserID": "client"},
    **_each("ContactAdd ContactEdit ContactDelete", "contactid", "contact"),
    **_each(
        "InvoiceCreation InvoiceCreationAdminArea InvoiceCreated InvoiceChangeGateway "
        "InvoicePaid InvoicePaidPreEmail InvoiceUnpaid InvoiceCancelled "
        "InvoiceRefunded AddInvoiceLateFee UpdateInvoiceTotal AddInvoicePayment",
        "invoiceid",
        "invoice",
    ),
    "InvoiceSplit": {"originalinvoiceid": "invoice", "newinvoiceid": "invoice"},
    # a transaction is a part of its invoice; the documentation has it misspelt
    "AddTransaction": {"invoiceid": "invoice", "invocieid": "invoice"},
    # the gateway's number of the payment is all that it tells
    "ManualRefund": {"transid": "transaction"},
    **_each("ProductEdit ProductDelete", "pid", "product"),
    **_each(
        "ServiceEdit ServiceDelete ServiceRecurringCompleted", "serviceid", "service"
    ),
    "CancellationRequest": {"relid": "service"},
    **_each(
        "AfterModuleCreate AfterModuleSuspend AfterModuleUnsuspend "
        "AfterModuleTerminate AfterModuleChangePackage",
        "params.serviceid",
        "service",
    ),
    **_each(
        "TicketOpen TicketOpenAdmin TicketUserReply TicketAdminReply TicketAddNote "
        "TicketStatusChange TicketDepartmentChange TicketPriorityChange "
        "TicketSubjectChange TicketFlagged TicketClose",
        "ticketid",
        "ticket",
    ),
    **_each("TicketDelete TicketDeleteReply", "ticketId", "ticket"),
    "TicketMerge": {"masterTicketId": "ticket", "mergedTicketIds": "ticket"},
    "TicketSplit": {"originalTicketId": "ticket", "newTicketID": "ticket"},
}


def parse(body, kinds):
    """Return the list of `Event` in a call of the hook file, one for each object.

    :param body: ``{"id": …, "events": [{"event": "ClientEdit", "ids":
        {"userid": 5}}]}``
    :param kinds: what is of interest; other kinds and unknown hooks are left out
    """
    call = json.loads(body)
    # a dict, since several hooks of one request often name the same object
    objects = {}
    for event in call["events"]:
        for variable, kind in HOOKS.get(event["event"], {}).items():
            if kind in kinds:
                found = event["ids"].get(variable)
                ids = found if isinstance(found, list) else [found]
                objects |= {(kind, str(each)): None for each in ids if each}
    return [
        Event(f"{call['id']}:{kind}:{remote_id}", kind, remote_id)
        for kind, remote_id in objects
    ]


def fill_in(source, url, secret):
    """Return the hook file (text) with the address and the secret of a backend."""
    for name, value in (("url", url), ("secret", secret)):
        before, line, after = source.partition(f"${name} = '';")
        if not line:
            raise ValueError(f"The hook file has no line for ${name}.")
        source = f"{before}${name} = {php_string(value)};{after}"
    return source


def php_string(text):
    """Return ``text`` as PHP writes it, in single quotes: two signs are special."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
