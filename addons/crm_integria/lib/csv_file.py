"""Reading and writing positional CSV files, as Integria IMS has them.

Files come from everywhere: with or without header, separated by commas or semicolons,
in UTF-8 (with or without BOM) or in what Windows wrote. Whatever a file holds, reading
it gives rows or a `CsvError`. Source of the format: Integria's manual, *Company import*
and *Contract import*.
"""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

import csv
import io

from .untranslated import untranslated

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
# what a spreadsheet takes for the beginning of a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


class CsvError(ValueError):
    """A file that cannot be read as CSV: why, and in which line (from 1; 0: none)."""

    def __init__(self, reason, line=0):
        super().__init__(reason)
        self.line = line


def decode(data):
    """Return the text of a file (bytes).

    Not UTF-8 is taken for cp1252; its five bytes without a character, for Latin-1.

    >>> decode(b"\\xef\\xbb\\xbfA"), decode(b"Espa\\xf1a")
    ('A', 'España')
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "".join(
            chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else char
            for byte, char in zip(data, _cp1252(data), strict=True)
        )
    return text.removeprefix(BOM)


def _cp1252(data):
    return data.decode("cp1252", errors="replace")


def read(text, header=(), _=untranslated):
    """Return ``[(line, [cell, …]), …]`` of a text; lines count from 1.

    Lines without any content are left out, as is a first line that equals ``header``.

    :param _: translates texts for people, as ``env._`` does
    :raises CsvError: it is no CSV
    """
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise CsvError(_("It holds bytes that no text has; is it a CSV file?"), line)
    rows = _parse(text, _delimiter(text), _)
    if rows and header and _names(rows[0][1]) == _names(header):
        del rows[0]
    return rows


def _names(cells):
    return [cell.strip().casefold() for cell in cells]


def _delimiter(text):
    """Return what separates the cells: what makes more of them of the first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    widths = {}
    for delimiter in (",", ";"):
        try:
            widths[delimiter] = len(next(csv.reader([first], delimiter=delimiter), ()))
        except csv.Error:
            widths[delimiter] = 0
    return ";" if widths[";"] > widths[","] else ","


def _parse(text, delimiter, _):
    # a cell may be as long as the file
    csv.field_size_limit(max(len(text) + 1, csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise CsvError(_("It cannot be read: %s.", error), line) from error
        if cells is None:
            return rows
        if any(cell.strip() for cell in cells):
            rows.append((line, [unguard(cell) for cell in cells]))
        line = reader.line_num + 1


def write(rows, header=()):
    """Return the bytes of a file with these rows (lists of text): UTF-8 with BOM.

    With the BOM, spreadsheets read it as what it is. `read` gives the same rows.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if header:
        writer.writerow(header)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def guard(cell):
    """Return a cell that no spreadsheet takes for a formula.

    >>> guard("=1+1"), guard("'=1+1"), guard("1+1")
    ("'=1+1", "''=1+1", '1+1')
    """
    bare = cell.lstrip(GUARD)
    return GUARD + cell if bare.startswith(FORMULA) else cell


def unguard(cell):
    """Return what `guard` was given.

    >>> unguard("'=1+1"), unguard("''=1+1"), unguard("'s-Hertogenbosch")
    ('=1+1', "'=1+1", "'s-Hertogenbosch")
    """
    bare = cell.lstrip(GUARD)
    if cell.startswith(GUARD) and bare.startswith(FORMULA):
        return cell.removeprefix(GUARD)
    return cell
