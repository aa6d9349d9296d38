"""The columns of Integria's file of companies, and what their cells mean.

Position, not name, tells what a column is (Integria's manual, *Company import*): eleven
columns, then the custom fields in their order. Example, as it stands in the manual::

    Test company,,,Spain,,,,,admin,0000-00-00 00:00:00,,Integria,20
"""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

from . import positional
from .untranslated import untranslated

CONVERTERS = {
    "name": positional.text,
    "address": positional.text,
    "fiscal_id": positional.text,
    "country": positional.text,
    "website": positional.text,
    "comments": positional.text,
    "id_company_role": positional.id_,
    "id_parent": positional.id_,
    "manager": positional.text,
    "last_update": positional.time,
    "payment_conditions": positional.number,
}
COLUMNS = tuple(CONVERTERS)


def parse(line, cells, columns, _=untranslated):
    """Return the `positional.Row` of a line.

    :param columns: names of all columns, those of the custom fields included
    :param _: translates texts for people, as ``env._`` does
    """
    row = positional.parse(line, cells, CONVERTERS, _)
    if not row.cell(0):
        row.refuse(0, "name", _("A company needs a name."))
    row.refuse_more_than(len(columns), _)
    return row
