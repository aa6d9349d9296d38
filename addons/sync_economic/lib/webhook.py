"""What e-conomic calls with when a customer changed: hardly two set-ups alike.

The body is what an administrator typed as a template, with ``[NEWNUMBER]`` and
``[OLDNUMBER]`` replaced; seen are a query, a form, JSON, and values without names.
Sources: e-conomic.com/developer/working-with-web-hooks and set-up guides of others.
"""

import json
import re
from urllib.parse import parse_qsl

EVENT_TYPE = "CUSTOMER_UPDATED"
TEMPLATE = "old=[OLDNUMBER]&new=[NEWNUMBER]"
SECRET_HEADER = "x-odoo-secret"
NUMBER = re.compile(r"[0-9]{1,9}")
# one body names two numbers, a page of them is no call of this kind
MOST = 20


def numbers(query, body):
    """Return the customer numbers that a call names, as texts, in their order.

    >>> numbers({}, b"old=7&new=8"), numbers({}, b"7&8"), numbers({"NEW": "8"}, b"")
    (['7', '8'], ['7', '8'], ['8'])

    :param query: ``{name: text}`` of the address
    :param body: bytes
    """
    text = body.decode("utf-8", "replace")
    found = [value for name, value in query.items() if name.lower() != "secret"]
    found += _values(text)
    kept = dict.fromkeys(each for each in found if NUMBER.fullmatch(each))
    return [each for each in kept if int(each)][:MOST]


def _values(text):
    try:
        return list(_leaves(json.loads(text)))
    except (ValueError, RecursionError):
        pairs = parse_qsl(text, keep_blank_values=True)
        # a value without a name is a name without a value
        return [(value or name).strip() for name, value in pairs]


def _leaves(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif not isinstance(value, bool):
        yield str(value).strip()
