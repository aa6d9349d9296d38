"""The columns of Integria's file of companies, and what their cells mean.

Position, not name, tells what a column is (Integria's manual, *Company import*): eleven
columns, then the custom fields in their order. Example, as it stands in the manual::

    Test company,,,Spain,,,,,admin,0000-00-00 00:00:00,,Integria,20
"""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

from dataclasses import dataclass, field
from datetime import datetime

from .untranslated import untranslated

COLUMNS = (
    "name",
    "address",
    "fiscal_id",
    "country",
    "website",
    "comments",
    "id_company_role",
    "id_parent",
    "manager",
    "last_update",
    "payment_conditions",
)
NEVER = ("0000-00-00", "0000-00-00 00:00:00")
TIME = "%Y-%m-%d %H:%M:%S"
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class CellError:
    """What is wrong with a cell. ``line`` from 1, ``column`` from 1 (0: the row)."""

    line: int
    column: int
    name: str
    value: str
    reason: str


@dataclass
class Row:
    """A line of the file: its cells, what they mean, and what is wrong with them."""

    line: int
    cells: list
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)

    def cell(self, position):
        """Return a cell without blanks around it; missing ones at the end are empty."""
        return self.cells[position].strip() if position < len(self.cells) else ""

    def refuse(self, position, name, reason):
        value = self.cell(position) if position >= 0 else ""
        self.errors.append(CellError(self.line, position + 1, name, value, reason))


def parse(line, cells, columns, _=untranslated):
    """Return the `Row` of a line: whole numbers, times and texts by column name.

    What only a database can tell (does the country exist?) is not looked at.

    :param columns: names of all columns, those of the custom fields included
    :param _: translates texts for people, as ``env._`` does
    """
    row = Row(line, cells)
    for position, name in enumerate(COLUMNS):
        convert = CONVERTERS.get(name, _text)
        try:
            row.values[name] = convert(row.cell(position), _)
        except ValueError as error:
            row.refuse(position, name, str(error))
    if not row.cell(0):
        row.refuse(0, "name", _("A company needs a name."))
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        row.refuse(
            len(columns),
            "",
            _(
                "There are %(count)s columns; this line has more: %(cell)r.",
                count=len(columns),
                cell=extra[0],
            ),
        )
    return row


def _text(cell, _):
    return cell or None


def _number(cell, _):
    if not cell:
        return None
    # not int(): it takes "1_000" and digits of all scripts
    digits = cell.isascii() and cell.isdigit() and len(cell) <= len(str(LARGEST))
    if not digits or int(cell) > LARGEST:
        raise ValueError(_("This must be a whole number, or empty."))
    return int(cell)


def _id(cell, _):
    # the old system writes 0 for none
    return _number(cell, _) or None


def _time(cell, _):
    if not cell or cell in NEVER:
        return None
    for form in (TIME, "%Y-%m-%d"):
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    raise ValueError(_("This must be a time like 2017-07-25 14:30:00, or empty."))


CONVERTERS = {
    "id_company_role": _id,
    "id_parent": _id,
    "last_update": _time,
    "payment_conditions": _number,
}
