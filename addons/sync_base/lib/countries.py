"""Names of countries as people write them, where a remote's field is free text."""

from functools import lru_cache

from babel import Locale

# what people write in; of a name in several languages the first counts
LANGUAGES = ("da", "en", "sv", "nb", "de", "pl", "fr", "es", "nl", "fi", "it")
MORE = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "holland": "NL",
    "usa": "US",
    "u.s.a.": "US",
}


@lru_cache(1)
def codes():
    """Return ``{name in lower case: ISO code}`` in all the languages, and the codes."""
    known = dict(MORE)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                known.setdefault(name.casefold(), code)
                known.setdefault(code.casefold(), code)
    return known


def code_of(text):
    """Return the ISO code of a country's name, None for what is no country.

    >>> code_of("Danmark"), code_of("denmark"), code_of(" dk "), code_of("Jylland")
    ('DK', 'DK', 'DK', None)
    """
    return codes().get(" ".join(text.split()).casefold())


def name_of(code, language="en"):
    """Return the name of a country in a language, the code where it has none."""
    return Locale(language).territories.get(code, code)
