"""Lines of a positional file: what their cells mean, and what is wrong with them."""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

from dataclasses import dataclass, field
from datetime import date, datetime

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

    def refuse_more_than(self, count, _):
        """Refuse cells after the columns that there are."""
        extra = [cell for cell in self.cells[count:] if cell.strip()]
        if extra:
            reason = _(
                "There are %(count)s columns; this line has more: %(cell)r.",
                count=count,
                cell=extra[0],
            )
            self.refuse(count, "", reason)


def parse(line, cells, converters, _):
    """Return the `Row` of a line: its values by column name.

    What only a database can tell (does the country exist?) is not looked at.

    :param converters: ``{column name: function of a cell and _}``, in their order
    """
    row = Row(line, cells)
    for position, (name, convert) in enumerate(converters.items()):
        try:
            row.values[name] = convert(row.cell(position), _)
        except ValueError as error:
            row.refuse(position, name, str(error))
    return row


# -- converters: a cell's value, None for an empty one; ValueError says what can be ----


def text(cell, _):
    return cell or None


def number(cell, _):
    if not cell:
        return None
    # not int(): it takes "1_000" and digits of all scripts
    digits = cell.isascii() and cell.isdigit() and len(cell) <= len(str(LARGEST))
    if not digits or int(cell) > LARGEST:
        raise ValueError(_("This must be a whole number, or empty."))
    return int(cell)


def id_(cell, _):
    # the old system writes 0 for none
    return number(cell, _) or None


def time(cell, _):
    if not cell or cell in NEVER:
        return None
    for form in (TIME, "%Y-%m-%d"):
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    raise ValueError(_("This must be a time like 2017-07-25 14:30:00, or empty."))


def day(cell, _):
    if not cell or cell in NEVER:
        return None
    try:
        # not date.fromisoformat(): it takes 20170725 and 2017-W30-2
        found = datetime.strptime(cell, "%Y-%m-%d").date()
    except ValueError:
        found = None
    # two spellings of a day would make two files of one export
    if not found or found.isoformat() != cell or found < date(1000, 1, 1):
        raise ValueError(_("This must be a date like 2017-07-25, or empty."))
    return found


def box(cell, _):
    if cell not in ("", "0", "1"):
        raise ValueError(_("This must be 1 or 0."))
    return cell == "1"
