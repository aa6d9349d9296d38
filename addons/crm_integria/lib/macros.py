"""Macros in templates: ``_company_name_`` and the like, replaced by values.

As in Integria, a macro is literal text: case counts, an unknown one stays as it was
typed, an empty value leaves nothing. Source: Integria's manual, *Generation of contract
documents*.

>>> replace("_a_, _a_b_, _c_", {"_a_": "1", "_a_b_": "<2>"})
'1, &lt;2&gt;, _c_'
"""

import re
from html import escape

# what people take for a macro: words between underscores
LIKE = re.compile(r"(?<![A-Za-z0-9_])_[A-Za-z]+(?:_[A-Za-z0-9]+)*_(?![A-Za-z0-9_])")
LINE = re.compile(r"\r\n|\r|\n")


def replace(text, values, form=None):
    """Return a text with its macros replaced, in one pass.

    What a value holds is never replaced again, and of two macros that begin at the same
    place the longer one wins.

    :param values: ``{macro: text}``
    :param form: how a value is written; by default `as_html`
    """
    if not values:
        return text
    form = form or as_html
    names = sorted(values, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))
    return pattern.sub(lambda match: form(values[match[0]]), text)


def as_html(value):
    """Return a value as HTML that shows it, lines included.

    >>> as_html('"a" <b>\\nc')
    '&quot;a&quot; &lt;b&gt;<br/>c'
    """
    return LINE.sub("<br/>", escape(value or ""))


def unknown(text, known):
    """Return what looks like a macro and is none, in order, each once.

    >>> unknown("_nme_contract_ of _company_name_, snake_case_", ["_company_name_"])
    ['_nme_contract_']
    """
    return [name for name in dict.fromkeys(LIKE.findall(text)) if name not in known]
