from odoo import fields, models


class DummyRow(models.Model):
    """What the bare route of the benchmark fills."""

    _name = "dummy.row"
    _description = "Row of the bare route"

    body = fields.Text()
