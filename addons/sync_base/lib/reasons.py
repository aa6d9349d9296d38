"""Issues of one kind share a text: the first line of their reason without values."""

import re

LENGTH = 200
# What `Problem` adds in the end: the value, perhaps cut off.
SHOWN_VALUE = re.compile(r""" \((?:['"\[{(]|b['"]|None\b).*\)$""")
VALUE = re.compile(
    r"""
    (?<!\w)'(?:[^'\\]|\\.)*'(?!\w)
  | (?<!\w)"(?:[^"\\]|\\.)*"(?!\w)
  | “[^”]*”
  | [\[{].*[\]}]
  | \b(?:None|True|False)\b
  | [^\s,;:]+@[^\s,;:]+
  | (?<![\w-])\d(?:[\d.,:-]*\d)?(?!\w)
    """,
    re.VERBOSE,
)
LIST = re.compile(r"…(?:, …)+")


def group_of(reason):
    """Return what a reason has in common with others of its kind.

    >>> group_of("email: this is not an e-mail address ('no at sign')")
    'email: this is not an e-mail address'
    """
    first = (reason or "").strip().partition("\n")[0]
    text = LIST.sub("…", VALUE.sub("…", SHOWN_VALUE.sub("", first)))
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"
