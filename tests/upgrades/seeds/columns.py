"""A value in each column of ours that is empty everywhere, past Odoo."""

from odoo.tools import SQL

from ..snapshot import own_columns

SCALARS = {
    "char": "kept",
    "text": "kept",
    "html": "<p>kept</p>",
    "integer": 7,
    "float": 7.5,
    "monetary": 7.5,
    "boolean": True,
    "date": "2026-03-02",
    "datetime": "2026-03-02 10:11:12",
    "json": '{"kept": true}',
}


def fill(env):
    """Give the oldest row of each table a value where no row has any.

    What Odoo computes is left out: it follows from the other columns.
    """
    tables = {model._table: model for model in env.values() if model._auto}
    for table, column in sorted(own_columns(env.cr.dbname)):
        field = tables[table]._fields[column]
        if field.compute or field.related or _is_used(env, table, column):
            continue
        value = _value(env, field)
        if value is not None:
            _set(env, table, column, value)


def _is_used(env, table, column):
    query = SQL(
        "SELECT 1 FROM %s WHERE coalesce(%s::text, '') NOT IN ('', 'false', '0') "
        "LIMIT 1",
        SQL.identifier(table),
        SQL.identifier(column),
    )
    return bool(env.execute_query(query))


def _value(env, field):
    if field.type == "many2one":
        relation = env[field.comodel_name].with_context(active_test=False)
        return relation.search([], order="id", limit=1).id or None
    if field.type == "selection":
        return field.get_values(env)[-1]
    if field.translate:
        return f'{{"en_US": "{SCALARS[field.type]}"}}'
    return SCALARS.get(field.type)


def _set(env, table, column, value):
    table, column = SQL.identifier(table), SQL.identifier(column)
    oldest = SQL("(SELECT min(id) FROM %s)", table)
    env.cr.execute(
        SQL("UPDATE %s SET %s = %s WHERE id = %s", table, column, value, oldest)
    )
