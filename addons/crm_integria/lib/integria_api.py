"""Calls of Integria's API: what their texts mean, and the texts of the answers.

Sources: the developer documentation of Integria IMS and its ``include/api.php``, as the
project's reference (section 6) sums them up. Values are positional, separated by the
call's ``token``; there is no way to write the token within a value.
"""

import csv
import io
import ipaddress
from html import escape

TOKEN = ","
LEAD = (
    "name",
    "company",
    "email",
    "country",
    "sale",
    "status",
    "phone",
    "mobile",
    "position",
    "owner",
    "language",
    "comments",
    "product",
    "managed_by",
    "campaign",
    "tag_separator",
    "tags",
)
COMPANY = ("name", "address", "fiscal_id", "role", "country", "manager", "parent")
INVOICE = (
    "user",
    "task",
    "company",
    "number",
    "concept",
    "amount",
    "tax",
    "currency",
    "description",
    "locked",
    "locked_by",
    "created",
    "paid",
    "status",
    "reference",
    "note",
    "type",
    "language",
)
# what databases keep of numbers
LARGEST_ID = 2**31 - 1
LARGEST_SUM = 10**12


def clean(text):
    """Return a text without what no database takes (NUL, halves of characters)."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def values(params, token, names):
    """Return ``{name: text}`` of positional parameters; missing ones are empty.

    >>> values("Jimmy, PFMS", ",", LEAD)["company"]
    'PFMS'
    """
    cells = [cell.strip() for cell in clean(params).split(token or TOKEN)]
    cells += [""] * (len(names) - len(cells))
    return dict(zip(names, cells, strict=False))


def whole(text):
    """Return a number as PHP casts it: what begins like one, else 0.

    >>> whole("12x"), whole("-3"), whole("x"), whole("9" * 30)
    (12, -3, 0, 0)
    """
    sign = -1 if text[:1] == "-" else 1
    digits = ""
    for character in text.removeprefix("-"):
        if not (character.isascii() and character.isdigit()):
            break
        digits += character
    number = int(digits[:20] or 0)
    return sign * number if number <= LARGEST_ID else 0


def amount(text):
    """Return a sum of money, None where a text is none.

    >>> amount("12.50"), amount("1e5"), amount(""), amount("nan")
    (12.5, 100000.0, None, None)
    """
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < LARGEST_SUM else None


def answer(text, form="csv"):
    """Return the body of an answer; Integria's XML is an element of that name."""
    if form != "xml":
        return text
    return f"<xml version='1.0' encoding='UTF-8'><data>{escape(text)}</data></xml>"


def line(cells):
    """Return cells as one line of CSV, without its end.

    >>> line([1, "a,b", None])
    '1,"a,b",'
    """
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow(cells)
    return file.getvalue()


def networks(text):
    """Return the networks of a list of addresses.

    :raises ValueError: one of them is no address and no network; says which
    """
    parts = text.replace(",", " ").replace(";", " ").split()
    return [ipaddress.ip_network(part, strict=False) for part in parts]


def is_within(address, allowed):
    """Whether an address is in one of some networks; what is no address is not.

    >>> is_within("10.0.0.1", networks("10.0.0.12")), is_within("::ffff:10.1.1.1",
    ... networks("10.0.0.0/8"))
    (False, True)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in allowed)
