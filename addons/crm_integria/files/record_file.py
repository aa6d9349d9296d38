"""Positional files of records, as Integria has them."""

from ..lib import csv_file, custom_cells


class RecordFile:
    """Writes files of records, with the rights of the environment's user.

    Who inherits says which columns there are (`base`), and `_cells` of a record.
    """

    # names of the columns before the custom fields
    base = ()
    model = ""

    def __init__(self, env):
        self.env = env
        self.records = env[self.model].with_context(tracking_disable=True)

    def export(self, records):
        """Return the bytes of a file with these records."""
        rows = [self._cells(record) for record in records]
        return csv_file.write(rows, self.columns)

    def _custom_cells(self, record, custom):
        values = record._crm_values()
        return [
            custom_cells.form(each.field_type, values.get(each.property_name))
            for each in custom
        ]


def rejected(lines, columns):
    """Return the bytes of a file with lines that were refused, and why.

    Its last column has the reasons; without it, the file can be imported again.

    :param lines: ``(cells, reasons)`` of each
    """
    rows = [
        [*(cells + [""] * len(columns))[: len(columns)], "; ".join(reasons)]
        for cells, reasons in lines
    ]
    return csv_file.write(rows, (*columns, "reason"))
