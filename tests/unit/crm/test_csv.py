"""Whatever a file holds, reading it gives rows or the one readable error."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.crm_integria.lib import (
    company_csv,
    contract_csv,
    csv_file,
    custom_cells,
)

cells = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))
COLUMNS = (*company_csv.COLUMNS, "Product", "Seats")


@given(st.binary())
def test_any_bytes(data):
    try:
        rows = csv_file.read(csv_file.decode(data), COLUMNS)
    except csv_file.CsvError as error:
        assert str(error)
        return
    for line, row in rows:
        company_csv.parse(line, row, COLUMNS)


@given(st.lists(st.lists(cells, min_size=2, max_size=15), max_size=5))
def test_what_is_written_is_read_the_same(rows):
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    read = csv_file.read(csv_file.decode(csv_file.write(rows, COLUMNS)), COLUMNS)
    assert [row for _line, row in read] == rows


@pytest.mark.parametrize("kind", [company_csv, contract_csv])
@given(st.lists(cells, max_size=20))
def test_any_line_has_values_or_errors(kind, row):
    parsed = kind.parse(1, row, (*kind.COLUMNS, "Product", "Seats"))
    wrong = {error.name for error in parsed.errors}
    assert parsed.values.keys() | wrong >= set(kind.COLUMNS)
    for error in parsed.errors:
        assert error.reason


@given(cells)
def test_no_cell_is_a_formula(cell):
    guarded = csv_file.guard(cell)
    assert not guarded.startswith(csv_file.FORMULA)
    assert csv_file.unguard(guarded) == cell


@pytest.mark.parametrize("kind", sorted(custom_cells.PARSERS))
@given(cells | st.floats(allow_nan=False, allow_infinity=False).map(str))
@example("0")
@example("1e-12")
def test_any_cell_of_a_custom_field(kind, cell):
    choices = ["a|b", "a|c"] if kind == "linked" else ["b", "c"]
    try:
        value = custom_cells.parse(kind, cell.strip(), choices, "a")
    except ValueError as error:
        assert str(error)
        return
    text = custom_cells.form(kind, value)
    assert custom_cells.parse(kind, text, choices, "a") == value


def test_the_example_of_the_manual():
    line = "Test company,,,Spain,,,,,admin,0000-00-00 00:00:00,,Integria,20"
    ((number, row),) = csv_file.read(line)
    parsed = company_csv.parse(number, row, COLUMNS)
    assert not parsed.errors
    assert parsed.values["name"] == "Test company"
    assert parsed.values["last_update"] is None


def test_the_example_of_contracts():
    line = (
        "Test contract,123456789,Description,2017-07-25,2017-07-31,1,,,0,1,1,"
        "Integria,20"
    )
    ((number, row),) = csv_file.read(line)
    parsed = contract_csv.parse(number, row, (*contract_csv.COLUMNS, "a", "b"))
    assert not parsed.errors
    assert parsed.values["date_end"] == date(2017, 7, 31)
    assert (parsed.values["private"], parsed.values["status"]) == (False, "1")


@pytest.mark.parametrize("cell", ["20170725", "2017-7-5", "2017-W30-2", "0999-01-01"])
def test_no_day(cell):
    row = ["Name", "", "", cell, "", "1"]
    (error,) = contract_csv.parse(1, row, contract_csv.COLUMNS).errors
    assert error.name == "date_begin"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a;b;c\nd;e;f", [["a", "b", "c"], ["d", "e", "f"]]),
        ('"a;1",b\nc,d', [["a;1", "b"], ["c", "d"]]),
        ('"two\nlines",b\n\n ,\nc', [["two\nlines", "b"], ["c"]]),
        (",".join(COLUMNS).upper() + "\na", [["a"]]),
    ],
)
def test_forms_of_files(text, rows):
    assert [row for _line, row in csv_file.read(text, COLUMNS)] == rows


def test_lines_are_counted_as_an_editor_does():
    found = csv_file.read('"two\nlines",b\n\nc,d\n')
    assert [line for line, _row in found] == [1, 4]
