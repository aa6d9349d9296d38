"""Differences between WHMCS versions and actions that can be switched on.

Seen in older versions of the documentation or reported for live installations.
"""

QUIRKS = {
    "string-numbers": "all ids, counters and flags 0/1 are numeric strings",
    "string-booleans": "true and false are given as 'on' and ''",
    "raw-values": "text is not HTML-escaped",
    "zero-dates": "creation and modification dates are zero dates",
    "empty-list-string": "an empty list is ''",
    "empty-list-array": "an empty list is [] in place of its wrapper",
    "empty-list-object": "an empty list is {} in place of its wrapper",
    "empty-list-missing": "the key of an empty list is missing",
    "single-object": "a list of one element is that element itself",
    "numeric-keys": "lists are objects with the keys '0', '1', …",
    "flattened-keys": "GetCurrencies, GetCredits, GetClientsAddons and "
    "GetClientsDomains have keys like currencies[currency][0][id]",
    "no-counters": "totalresults, startnumber and numreturned are missing",
    "no-page-counters": "startnumber and numreturned are missing",
    "ignore-limitstart": "lists always start with the first record",
    "ignore-orderby": "GetClients orders by last name and ignores orderby",
    "page-transactions": "GetTransactions takes limitstart and limitnum",
    "tickets-by-id": "GetTickets orders by id, not by the last reply",
    "no-attachments-empty": "a message without files has attachments [], not [[]]",
    "null-text-paymethodid": "paymethodid is the text 'null'",
    "short-taxrates": "tax rates have two decimals",
    "transactions-keep-updated-at": "a transaction that leaves an invoice's own row "
    "as it was does not change its updated_at",
    "no-top-level-client": "GetClientsDetails has no copy of the client on top level",
}


def check_quirks(names):
    """Return the names as a set; ValueError for an unknown one."""
    unknown = set(names) - set(QUIRKS)
    if unknown:
        raise ValueError(f"unknown quirks: {', '.join(sorted(unknown))}")
    return frozenset(names)
