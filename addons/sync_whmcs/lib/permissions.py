"""Finding out which API actions WHMCS allows, without changing anything there.

Reading actions are called with parameters that read next to nothing. Writing ones name
an object that cannot exist, or lack what is always required: WHMCS checks the role
first (``Invalid Permissions``) and refuses the call for that reason before it changes
anything. Source: the error tables of the actions in WHMCS's developer documentation.
"""

from dataclasses import dataclass, field

from odoo.addons.sync_base.lib.errors import Invalid, NotFound

from .client import MissingPermission

# the largest id that WHMCS's database has room for
NOBODY = 2147483647


@dataclass(frozen=True, slots=True)
class Needed:
    """An API action that is called.

    :param purpose: ``read``, ``bill``, ``send``, ``create``, ``sell``, or what an addon
        names
    :param parameters: of a call that shows whether it is allowed, and does no harm
    :param optional: without it, something is slower or less, but goes on
    :param refused: WHMCS is to refuse these parameters
    """

    action: str
    purpose: str
    parameters: dict = field(default_factory=dict)
    optional: bool = False
    refused: bool = False


READING = [
    Needed("GetClients", "read", {"limitnum": 1}),
    Needed("GetClientsDetails", "read", {"clientid": NOBODY}),
    Needed("GetContacts", "read", {"limitnum": 1}),
    Needed("GetActivityLog", "read", {"limitnum": 1}),
    Needed("GetClientGroups", "read", optional=True),
    Needed("GetCurrencies", "read", optional=True),
    Needed("WhmcsDetails", "read", optional=True),
]
BILLING = [
    Needed("GetProducts", "bill", {"pid": NOBODY}),
    Needed("GetClientsProducts", "bill", {"limitnum": 1}),
    Needed("GetInvoices", "bill", {"limitnum": 1}),
    Needed("GetInvoice", "bill", {"invoiceid": NOBODY}),
    Needed("GetTransactions", "bill", {"invoiceid": NOBODY}),
    Needed("GetPaymentMethods", "bill"),
]
SENDING = [
    # "Client ID Not Found"
    Needed("UpdateClient", "send", {"clientid": NOBODY}),
    # "Contact ID Not Found"
    Needed("UpdateContact", "send", {"contactid": NOBODY}),
]
CREATING = [
    # neither name nor e-mail: "You did not enter your first name"
    Needed("AddClient", "create", refused=True),
    # "Client ID Not Found"
    Needed("AddContact", "create", {"clientid": NOBODY}),
]
SELLING = [
    # "Client ID Not Found"
    Needed("CreateInvoice", "sell", {"userid": NOBODY}),
    # "Invoice ID Not Found"
    Needed("UpdateInvoice", "sell", {"invoiceid": NOBODY}),
    Needed("AddInvoicePayment", "sell", {"invoiceid": NOBODY}),
]


def is_allowed(client, needed):
    """Tell whether the API role allows an action.

    :raises SyncError: WHMCS could not be asked, or refuses all that we ask
    """
    try:
        client.call(needed.action, **needed.parameters)
    except MissingPermission:
        return False
    except NotFound:
        # it was allowed to look
        return True
    except Invalid:
        if not needed.refused:
            raise
    return True
