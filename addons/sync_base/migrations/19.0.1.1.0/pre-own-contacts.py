"""Contacts of one company only: an option of every system, no more of WHMCS alone."""

from odoo.tools import sql


def migrate(cr, version):
    old, new = "whmcs_own_contacts", "own_contacts"
    there = sql.table_columns(cr, "sync_backend")
    if old in there and new not in there:
        sql.rename_column(cr, "sync_backend", old, new)
