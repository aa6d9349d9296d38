"""Country names and telephone codes."""

import re

import phonenumbers
from faker.providers.date_time import Provider

COUNTRY_NAMES = {
    country.alpha_2_code: country.name for country in Provider.countries
} | {"NL": "Netherlands"}

_CODES = "|".join(
    sorted(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE), key=len, reverse=True)
)
_INTERNATIONAL = re.compile(rf"\+(?:(\d+)[.]|({_CODES}))(.*)", re.DOTALL)


def country_name(code):
    """The name, or the code itself where it is unknown (UNVERIFIED)."""
    return COUNTRY_NAMES.get(code, code)


def phone_parts(phonenumber, country):
    """Country code and `+CC.number` of a number in any notation.

    As in the documented GetClientsDetails reply, a national number loses its
    leading zeros and gets the code of the client's country; without a known
    country it stays without code (UNVERIFIED).
    """
    international = _INTERNATIONAL.match(phonenumber)
    if international:
        code = international.group(1) or international.group(2)
        number = _digits(international.group(3))
    else:
        code = str(phonenumbers.country_code_for_region(country) or "")
        number = _digits(phonenumber).lstrip("0")
    return code, f"+{code}.{number}" if code and number else number


def _digits(text):
    return re.sub(r"\D", "", text)
