"""The columns of Integria's file of contracts, and what their cells mean.

Position, not name, tells what a column is (Integria's manual, *Contract import*):
eleven columns, then the custom fields of the contract's type in their order. Example,
as it stands in the manual::

    Test contract,123456789,Description,2017-07-25,2017-07-31,1,,,0,1,1,Integria,20

``status``: 0 inactive, 1 active, 2 pending. ``id_sla`` and ``id_group`` are left over
from older versions of Integria.
"""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

from . import positional
from .untranslated import untranslated


def _status(cell, _):
    if cell not in ("", "0", "1", "2"):
        raise ValueError(_("This must be 0 (inactive), 1 (active) or 2 (pending)."))
    return cell or "1"


CONVERTERS = {
    "name": positional.text,
    "contract_number": positional.text,
    "description": positional.text,
    "date_begin": positional.day,
    "date_end": positional.day,
    "id_company": positional.id_,
    "id_sla": positional.number,
    "id_group": positional.number,
    "private": positional.box,
    "status": _status,
    "id_contract_type": positional.id_,
}
COLUMNS = tuple(CONVERTERS)


def parse(line, cells, columns, _=untranslated):
    """Return the `positional.Row` of a line.

    :param columns: names of all columns, as many custom fields as any type has included
    :param _: translates texts for people, as ``env._`` does
    """
    row = positional.parse(line, cells, CONVERTERS, _)
    if not row.cell(0):
        row.refuse(0, "name", _("A contract needs a name."))
    if not row.cell(COLUMNS.index("id_company")).strip("0"):
        position = COLUMNS.index("id_company")
        row.refuse(position, "id_company", _("A contract needs a company."))
    start, end = row.values.get("date_begin"), row.values.get("date_end")
    if start and end and start > end:
        position = COLUMNS.index("date_end")
        row.refuse(position, "date_end", _("This is before the contract begins."))
    row.refuse_more_than(len(columns), _)
    return row
