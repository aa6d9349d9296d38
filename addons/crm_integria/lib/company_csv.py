"""The columns of Integria's file of companies, and what their cells mean.

Position, not name, tells what a column is (Integria's manual, *Company import*): eleven
columns, then the custom fields in their order. Example, as it stands in the manual::

    Test company,,,Spain,,,,,admin,0000-00-00 00:00:00,,Integria,20
"""

from dataclasses import dataclass, field
from datetime import datetime

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


def parse(line, cells, columns):
    """Return the `Row` of a line: whole numbers, times and texts by column name.

    What only a database can tell (does the country exist?) is not looked at.

    :param columns: names of all columns, those of the custom fields included
    """
    row = Row(line, cells)
    for position, name in enumerate(COLUMNS):
        convert = CONVERTERS.get(name, _text)
        try:
            row.values[name] = convert(row.cell(position))
        except ValueError as error:
            row.refuse(position, name, str(error))
    if not row.cell(0):
        row.refuse(0, "name", "A company needs a name.")
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        row.refuse(
            len(columns),
            "",
            f"There are {len(columns)} columns; this line has more: {extra[0]!r}.",
        )
    return row


def _text(cell):
    return cell or None


def _number(cell):
    if not cell:
        return None
    # not int(): it takes "1_000" and digits of all scripts
    digits = cell.isascii() and cell.isdigit() and len(cell) <= len(str(LARGEST))
    if not digits or int(cell) > LARGEST:
        raise ValueError("This must be a whole number, or empty.")
    return int(cell)


def _id(cell):
    # the old system writes 0 for none
    return _number(cell) or None


def _time(cell):
    if not cell or cell in NEVER:
        return None
    for form in (TIME, "%Y-%m-%d"):
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    raise ValueError("This must be a time like 2017-07-25 14:30:00, or empty.")


CONVERTERS = {
    "id_company_role": _id,
    "id_parent": _id,
    "last_update": _time,
    "payment_conditions": _number,
}
