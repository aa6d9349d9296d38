"""Contacts of one company only: an option of every system, no more of WHMCS alone."""

from odoo.tools import SQL, sql

OLD, NEW = "whmcs_own_contacts", "own_contacts"


def migrate(cr, version):
    there = sql.table_columns(cr, "sync_backend")
    if OLD in there and NEW not in there:
        sql.rename_column(cr, "sync_backend", OLD, NEW)
    # Views that come later are checked with those that come first.
    cr.execute(
        SQL(
            "UPDATE ir_ui_view SET arch_db = replace(arch_db::text, %s, %s)::jsonb "
            "WHERE arch_db::text LIKE %s",
            OLD,
            NEW,
            f"%{OLD}%",
        )
    )
