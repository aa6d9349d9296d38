"""What else in the database refers to a record, so that it is not deleted with it."""

from odoo.tools import SQL

# models that point at any record by its model's name and id
LOOSE = (
    ("mail.message", "model", "res_id"),
    ("mail.activity", "res_model", "res_id"),
    ("ir.attachment", "res_model", "res_id"),
)


def unreferenced(records):
    """Return those of ``records`` that nothing but one another refers to."""
    free = set(records.ids)
    while free and (held := _referenced(records.browse(free))):
        # What these refer to is held as well.
        free -= held
    return records.filtered(lambda record: record.id in free)


def _referenced(records):
    env, ids = records.env, tuple(records.ids)
    env.flush_all()
    held = set()
    for table, column in _foreign_keys(records):
        own = SQL("AND id NOT IN %s", ids) if table == records._table else SQL()
        query = SQL(
            "SELECT DISTINCT %(column)s FROM %(table)s WHERE %(column)s IN %(ids)s "
            "%(own)s",
            column=SQL.identifier(column),
            table=SQL.identifier(table),
            ids=ids,
            own=own,
        )
        held.update(id_ for (id_,) in env.execute_query(query))
    for model, name, res_id in LOOSE:
        if model in env:
            domain = [(name, "=", records._name), (res_id, "in", ids)]
            held.update(env[model].sudo().search_fetch(domain, [res_id]).mapped(res_id))
    return held


def _foreign_keys(records):
    """Return ``(table, column)`` of what refers to the table of ``records``.

    Without the tables of their own many2many fields: those go with the record.
    """
    own = {
        (field.relation, field.column1)
        for field in records._fields.values()
        if field.type == "many2many" and field.store
    }
    rows = records.env.execute_query(
        SQL(
            "SELECT source.relname, attribute.attname FROM pg_constraint AS constr "
            "JOIN pg_class AS source ON source.oid = constr.conrelid "
            "JOIN pg_attribute AS attribute ON attribute.attrelid = constr.conrelid "
            "AND attribute.attnum = constr.conkey[1] "
            "WHERE constr.contype = 'f' AND constr.confrelid = %s::regclass",
            records._table,
        )
    )
    return [row for row in rows if row not in own]
