"""What a token may do. Source: Zoho CRM API v8, "Scopes"."""

import re

OPERATIONS = "ALL|READ|CREATE|UPDATE|DELETE|WRITE"
KNOWN = re.compile(
    rf"ZohoCRM\.(modules|settings|users|org|notifications|coql|bulk|files|share|"
    rf"change_owner|send_mail|features)(\.[a-z_]+)?\.({OPERATIONS})"
    rf"|ZohoSearch\.securesearch\.(ALL|READ)|AaaServer\.profile\.(ALL|READ)"
    rf"|ZohoFiles\.files\.({OPERATIONS})|openid|email|profile|offline_access",
    re.IGNORECASE,
)
SEARCH = "ZohoSearch.securesearch"
WRITES = ("CREATE", "UPDATE")


def is_known(scope):
    return bool(KNOWN.fullmatch(scope))


def allows(granted, group, operation, part=""):
    """Return whether scopes cover an operation of a group, such as ``modules``.

    :param part: the module, or the part of the settings
    """
    names = [group] + ([f"{group}.{part}"] if part else [])
    wanted = ["ALL", operation] + (["WRITE"] if operation in WRITES else [])
    covers = {f"{name}.{each}".lower() for name in names for each in wanted}
    return any(scope.lower() in covers for scope in granted)
