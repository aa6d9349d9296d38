"""The API actions; each module lists its own in `ACTIONS`.

An action is a function of a `Call` and returns the JSON of its reply, or a
`Response` where it answers something else. Further groups of actions are added
as further modules here.
"""

from tests.simulators.whmcs.actions import (
    billable_items,
    client_writes,
    clients,
    contacts,
    credits,
    invoice_writes,
    invoices,
    products,
    services,
    support_setup,
    system,
    ticket_merges,
    ticket_writes,
    tickets,
    transactions,
)

MODULES = (
    billable_items,
    clients,
    client_writes,
    contacts,
    credits,
    invoice_writes,
    invoices,
    products,
    services,
    support_setup,
    system,
    ticket_merges,
    ticket_writes,
    tickets,
    transactions,
)
ACTIONS = {
    name: action for module in MODULES for name, action in module.ACTIONS.items()
}
BY_LOWER_NAME = {name.lower(): name for name in ACTIONS}
