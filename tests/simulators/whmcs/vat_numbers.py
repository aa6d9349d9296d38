"""VAT numbers that are formally valid: right length and check digits."""

from stdnum import luhn
from stdnum.dk import cvr
from stdnum.es import cif
from stdnum.gb import vat as gb_vat
from stdnum.iso7064 import mod_11_10

STEP = 7_654_321  # has no factor in common with BODIES, so bodies do not repeat
BODIES = 9_000_000
FIRST_BODY = 1_000_000


def vat_numbers(country, rng):
    """Yield different VAT numbers of a country, with its prefix, without end."""
    build = BUILDERS[country]
    position = rng.randrange(BODIES)
    while True:
        position = (position + STEP) % BODIES
        number = build(str(FIRST_BODY + position))
        if number:
            yield number


def _danish(body):
    check = -cvr.checksum(body + "0") % 11
    return f"DK{body}{check}" if check < 10 else None


def _german(body):
    body += "5"
    return f"DE{body}{mod_11_10.calc_check_digit(body)}"


def _spanish(body):
    body = "B" + body
    return f"ES{body}{cif.calc_check_digits(body)[0]}"


def _french(body):
    siren = body + "3"
    siren += luhn.calc_check_digit(siren)
    key = (12 + 3 * (int(siren) % 97)) % 97
    return f"FR{key:02}{siren}"


def _british(body):
    check = -gb_vat.checksum(body + "00") % 97
    return f"GB{body}{check:02}"


def _dutch(body):
    body += "1"
    check = sum((9 - i) * int(digit) for i, digit in enumerate(body)) % 11
    return f"NL{body}{check}B01" if check < 10 else None


def _swedish(body):
    body = "55" + body
    return f"SE{body}{luhn.calc_check_digit(body)}01"


BUILDERS = {
    "DK": _danish,
    "DE": _german,
    "ES": _spanish,
    "FR": _french,
    "GB": _british,
    "NL": _dutch,
    "SE": _swedish,
}
