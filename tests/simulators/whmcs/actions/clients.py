"""Reading clients: GetClients, GetClientsDetails, GetClientGroups."""

from tests.simulators.messages import HTML, Response, html_page
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.queries import CLIENT_COLUMNS
from tests.simulators.whmcs.statistics import client_statistics
from tests.simulators.whmcs.views import (
    client_details,
    client_row,
)

MALFORMED_UTF8 = (
    "Error generating JSON encoded response: "
    "Malformed UTF-8 characters, possibly incorrectly encoded"
)


def get_clients(call):
    """WHMCS developer docs, GetClients."""
    form = call.form
    orderby = form.text("orderby").lower()
    columns = (orderby,) if orderby in CLIENT_COLUMNS else ("id",)
    if "ignore-orderby" in call.renderer.quirks:
        columns = ("lastname", "firstname")
    found = call.whmcs.queries.clients(
        form.text("search"),
        form.text("status"),
        columns,
        form.text("sorting").upper() == "DESC",
    )
    return call.reply_page(found, client_row, "clients", "client")


def get_clients_details(call):
    """WHMCS developer docs, GetClientsDetails.

    The client's keys are given twice, in `client` and, deprecated, on top level.
    """
    client = _wanted_client(call)
    odd_kind = call.store.odd_clients.get(client.id)
    if odd_kind == "html-page":
        page = html_page("Oops!", "Something went wrong and we could not continue.")
        return Response(page, content_type=HTML, is_error=True)
    if odd_kind == "malformed-utf8-error":
        raise ApiError(MALFORMED_UTF8)
    details = call.renderer.record(client_details, client, call.store)
    if "no-top-level-client" in call.renderer.quirks:
        parts = [b'{"result":"success"', b'"client":' + details]
    else:
        # the inner members without their braces are the copy on top level
        parts = [b'{"result":"success"', details[1:-1], b'"client":' + details]
    if call.form.flag("stats"):
        statistics = client_statistics(client, call.store)
        parts.append(b'"stats":' + call.renderer.value(statistics))
    return b",".join(parts) + b"}"


def get_client_groups(call):
    """WHMCS developer docs, GetClientGroups."""
    renderer = call.renderer
    groups = [
        renderer.value(group | {"groupname": renderer.escape(group["groupname"])})
        for group in call.store.client_groups
    ]
    return renderer.success(
        [
            *renderer.counters(len(groups)),
            *renderer.listing("groups", "group", groups),
        ]
    )


def _wanted_client(call):
    form = call.form
    if form.text("clientid"):
        client = call.store.clients.get(form.integer("clientid"))
    elif form.text("email"):
        client = call.store.client_by_email(form.text("email"))
    else:
        raise ApiError("Either clientid Or email Is Required")
    if client is None:
        raise ApiError("Client Not Found")
    return client


ACTIONS = {
    "GetClients": get_clients,
    "GetClientsDetails": get_clients_details,
    "GetClientGroups": get_client_groups,
}
