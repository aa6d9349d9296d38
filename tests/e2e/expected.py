"""What Odoo must hold after a pull, computed from the simulator's state alone.

Nothing here calls the converters of the addons: what is expected is worked out on its
own. A partner is known by the pair of kind and remote id of its binding; a company and
its person come from one WHMCS client and have the kinds *client* and *client_person*.
"""

import phonenumbers

LEFT_OUT = "left out"
# kind of odd record -> LEFT_OUT, or the values that differ from the remote ones
ODD = {
    "no-name": LEFT_OUT,
    "broken-email": {"email": False},
    "unknown-country": {"country": False},
    "empty-country": {},
    "impossible-phone": {"phone": False},
    "long-name": LEFT_OUT,
    "not-utf8": LEFT_OUT,
    "malformed-utf8-error": LEFT_OUT,
    "html-page": LEFT_OUT,
    "contact-no-name": LEFT_OUT,
    "contact-broken-email": {"email": False},
    "contact-without-client": LEFT_OUT,
    "contact-zero-dates": {},
}
ADDRESS = ("street", "street2", "city", "zip", "country")


def partners(state, mended=()):
    """Return ``{key: values}`` of the partners that must exist.

    :param mended: keys ``(kind, id)`` of odd records that are ordinary by now
    """
    odd = _odd(state, mended)
    found = {}
    for client in state["clients"]:
        found |= _of_client(client, odd)
    for contact in state["contacts"]:
        key = ("contact", contact["id"])
        if odd.get(key) != LEFT_OUT:
            parent = found[("client", contact["userid"])]
            found[key] = _contact(contact, parent) | odd.get(key, {})
    return found


def issues(state, mended=()):
    """Return ``{key: severity}`` of the issues that must be open."""
    odd = _odd(state, mended)
    return {
        key: "error" if outcome == LEFT_OUT else "warning"
        for key, outcome in odd.items()
        if outcome
    }


def _odd(state, mended):
    return {
        (row["what"], row["id"]): ODD[row["kind"]]
        for row in state["odd_records"]
        if (row["what"], row["id"]) not in mended
    }


def _of_client(client, odd):
    """Return the partner of a client, and of its person where it is a company."""
    key = ("client", client["id"])
    if odd.get(key) == LEFT_OUT:
        return {}
    company, person = line(client["companyname"]), _full_name(client)
    found = {
        key: {
            "name": company or person,
            "is_company": bool(company),
            "type": "contact",
            "parent": None,
            "email": line(client["email"]),
            "phone": phone(client["phonenumber"], client["country"]),
            "vat": client["tax_id"] or False,
            **_address(client),
            **odd.get(key, {}),
        }
    }
    if company and person:
        found[("client_person", client["id"])] = found[key] | {
            "name": person,
            "is_company": False,
            "parent": key,
        }
    return found


def _contact(contact, parent):
    return {
        "name": _full_name(contact),
        "is_company": False,
        "type": "other",
        "parent": ("client", contact["userid"]),
        "email": line(contact["email"]),
        "phone": phone(contact["phonenumber"], contact["country"]),
        # Odoo keeps the tax ID of a company and its contacts equal
        "vat": parent["vat"],
        **_address(contact),
    }


def _full_name(record):
    return line(f"{record['firstname']} {record['lastname']}")


def _address(record):
    return {
        "street": line(record["address1"]),
        "street2": line(record["address2"]),
        "city": line(record["city"]),
        "zip": line(record["postcode"]),
        "country": record["country"] or False,
    }


def line(text):
    """Return text as Odoo holds it: on one line, without needless blanks."""
    return " ".join(text.split()) or False


def phone(number, country):
    """Return a number of WHMCS (``+45.12345678`` or national) as Odoo holds it."""
    if not number:
        return False
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
