"""Pools of values per country, from which seeded records are drawn.

Calling Faker for every record would take minutes for large seeds.
"""

import unicodedata
from typing import NamedTuple

import phonenumbers
from faker import Faker
from phonenumbers import PhoneNumberType

from tests.simulators.whmcs.vat_numbers import vat_numbers

POOL_SIZE = 200
TAIL_DIGITS = 4
PREFIXES = 24
# not reducible to ASCII by decomposition
_LETTERS = str.maketrans(
    {"ø": "oe", "æ": "ae", "å": "aa", "ß": "ss", "ö": "oe", "ü": "ue", "ä": "ae"}
)


class Country(NamedTuple):
    code: str
    locale: str
    language: str
    currency: int
    weight: int
    region: str
    legal_forms: tuple[str, ...]
    special_names: tuple[str, ...]


COUNTRIES = (
    Country("DK", "da_DK", "danish", 2, 40, "state", ("ApS", "A/S", "I/S"),
            ("Sørensen", "Ærøskøbing", "Nygård")),
    Country("DE", "de_DE", "german", 1, 18, "state", ("GmbH", "AG", "GmbH & Co. KG"),
            ("Weiß", "Müller-Groß", "Schäfer")),
    Country("ES", "es_ES", "spanish", 1, 10, "region", ("S.L.", "S.A."),
            ("Núñez Ibáñez", "Peña", "Güell")),
    Country("FR", "fr_FR", "french", 1, 10, "region", ("SARL", "SAS"),
            ("Lefèvre", "D'Artagnan", "L'Hôte")),
    Country("GB", "en_GB", "english", 3, 10, "county", ("Ltd", "LLP", "PLC"),
            ("O'Brien", "D'Arcy", "Brontë")),
    Country("NL", "nl_NL", "dutch", 1, 6, "province", ("B.V.", "V.O.F."),
            ("van 't Hof", "IJsbrandij", "Coöper")),
    Country("SE", "sv_SE", "swedish", 1, 6, "state", ("AB", "HB"),
            ("Åkesson", "Öberg", "Lindén")),
)  # fmt: skip


class Pools:
    """Values of one country; the same seed gives the same values."""

    def __init__(self, country, rng):
        self.country = country
        self._rng = rng
        faker = Faker(country.locale)
        faker.seed_instance(rng.getrandbits(32))
        self.first_names = _draw(faker.first_name)
        self.last_names = [*_draw(faker.last_name), *country.special_names]
        self.streets = _draw(lambda: faker.street_address().replace("\n", ", "))
        self.places = _draw(
            lambda: (
                faker.postcode(),
                faker.city(),
                getattr(faker, country.region)(),
            )
        )
        self.vat_numbers = vat_numbers(country.code, rng)
        self._phones = phone_numbers(country.code, rng)

    def name(self):
        """First and last name of a person."""
        return self._rng.choice(self.first_names), self._rng.choice(self.last_names)

    def phone(self):
        """A number in WHMCS dot format, different on each call."""
        return next(self._phones)

    def company(self):
        """A company name; names may repeat, like real ones."""
        rng = self._rng
        one, two = rng.choice(self.last_names), rng.choice(self.last_names)
        place = rng.choice(self.places)[1]
        form = rng.choice(self.country.legal_forms)
        patterns = (
            f"{one} & {two} {form}",
            f"{one} {two} {form}",
            f"{one} {place} {form}",
            f'Café "{one}" {place} {form}',
        )
        return rng.choices(patterns, (40, 30, 28, 2))[0]


def slug(text):
    """Text as it can stand in a mail address."""
    text = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    words = "".join(c if c.isalnum() else " " for c in text if c.isascii()).split()
    return "-".join(words)


def phone_numbers(country, rng):
    """Yield different valid numbers: tested prefixes, counted-up last digits."""
    code = phonenumbers.country_code_for_region(country)
    prefixes = _valid_prefixes(country, rng)
    tail = rng.randrange(10**TAIL_DIGITS)
    while True:
        tail = (tail + 7919) % 10**TAIL_DIGITS
        for prefix in prefixes:
            yield f"+{code}.{prefix}{tail:0{TAIL_DIGITS}}"


def _draw(function):
    return [function() for _ in range(POOL_SIZE)]


def _valid_prefixes(country, rng):
    """Prefixes of mobile and fixed line numbers that allow any last digits."""
    prefixes = set()
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    while len(prefixes) < PREFIXES:
        kind = kinds[len(prefixes) % 2]
        example = phonenumbers.example_number_for_type(country, kind)
        start = str(example.national_number)[:-TAIL_DIGITS]
        prefix = start[0] + "".join(rng.choice("0123456789") for _ in start[1:])
        tails = ("0000", "9999", *(f"{rng.randrange(10000):04}" for _ in range(4)))
        if all(_is_valid(country, prefix + tail) for tail in tails):
            prefixes.add(prefix)
    return sorted(prefixes)


def _is_valid(country, national):
    return phonenumbers.is_valid_number(phonenumbers.parse(national, country))
