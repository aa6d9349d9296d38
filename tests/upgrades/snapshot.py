"""What a database holds, read past Odoo: rows, schema, and whose things they are."""

import re
from collections import Counter

from psycopg2 import sql

from devtools import database, paths

# tables that are not called as their models are
IRREGULAR = {
    "ir.actions.act_url": "ir_act_url",
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.act_window.view": "ir_act_window_view",
    "ir.actions.actions": "ir_actions",
    "ir.actions.client": "ir_act_client",
    "ir.actions.report": "ir_act_report_xml",
    "ir.actions.server": "ir_act_server",
}
# what Odoo knows of its addons: models, views, actions, rights, settings
FRAMEWORK = re.compile(
    r"ir_(act|asset|config|cron|default|model|module|rule|sequence|ui)|orm_signaling|"
    r"bus_bus|rule_group_rel|res_groups(?!_users)|report_paperformat"
)
# who wrote a row last, and when, says nothing of what is in it
NOTED = ("write_date", "write_uid")


def table_of(model):
    return IRREGULAR.get(model, model.replace(".", "_"))


def ours():
    """Return the names of our addons, as SQL takes them."""
    return tuple(paths.own_addons())


def tables(name):
    """Return the names of all tables."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return sorted(table for (table,) in database.query(name, query))


def rows(name):
    """Return ``{table: {key: {column: value}}}``, values as JSON has them.

    The key of a row is its id, or all of it in a table without ids.
    """
    return {table: _rows(name, table) for table in tables(name)}


def _rows(name, table):
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(table))
    found = {}
    for (row,) in database.query(name, query):
        row = {key: value for key, value in row.items() if key not in NOTED}
        found[row.get("id", str(sorted(row.items())))] = row
    return found


def own_models(name):
    """Return ``{model: table}`` of what none but our addons defines, and is kept.

    Without abstract models, which have no rows, and transient ones, whose rows Odoo
    throws away by itself.
    """
    query = """
        SELECT model FROM ir_model WHERE NOT abstract AND NOT transient AND id IN (
            SELECT res_id FROM ir_model_data WHERE model = 'ir.model'
            GROUP BY res_id HAVING bool_and(module IN %s)
        )"""
    found = database.query(name, query, (ours(),))
    return {model: table_of(model) for (model,) in found}


def own_columns(name):
    """Return ``{(table, column)}`` of the fields that none but our addons defines."""
    query = """
        SELECT model, name FROM ir_model_fields WHERE store AND id IN (
            SELECT res_id FROM ir_model_data WHERE model = 'ir.model.fields'
            GROUP BY res_id HAVING bool_and(module IN %s)
        )"""
    there = {row[:2] for row in columns(name)}
    found = database.query(name, query, (ours(),))
    return there & {(table_of(model), column) for model, column in found}


def columns(name):
    """Return ``{(table, column, type, length, may be empty)}``."""
    query = """
        SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'"""
    return set(database.query(name, query))


def schema(name):
    """Return ``{(kind, where, name, what it is)}`` of all that the database has."""
    parts = {
        "sequence": "SELECT '', sequencename, data_type::text FROM pg_sequences "
        "WHERE schemaname = 'public'",
        "index": "SELECT tablename, indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public'",
        "constraint": "SELECT conrelid::regclass::text, conname, "
        "pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "trigger": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) "
        "FROM pg_trigger WHERE NOT tgisinternal",
        "function": "SELECT '', proname, pg_get_function_identity_arguments(oid) "
        "FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "view": "SELECT '', viewname, definition FROM pg_views "
        "WHERE schemaname = 'public'",
    }
    found = {
        (kind, *row)
        for kind, query in parts.items()
        for row in database.query(name, query)
    }
    return found | {("column", row[0], row[1], str(row[2:])) for row in columns(name)}


def xml_ids(name):
    """Return ``{(module, name): (model, id, noupdate)}`` of our addons."""
    query = """
        SELECT module, name, model, res_id, noupdate FROM ir_model_data
        WHERE module IN %s"""
    return {
        (module, xml_id): row
        for module, xml_id, *row in database.query(name, query, (ours(),))
    }


def tables_with_id(name):
    """Return the names of the tables whose rows have ids; the others relate two."""
    return {row[0] for row in columns(name) if row[1] == "id"}


def framework(rows):
    """Count what Odoo knows of its addons, by table and name.

    Without XML ids and modules, which say more (`xml_ids`).
    """
    return Counter(
        (table, _label(row))
        for table, there in rows.items()
        if FRAMEWORK.match(table) and table not in ("ir_model_data", "ir_module_module")
        for row in there.values()
    )


def _label(row):
    names = ("model", "name", "key", "cron_name", "code", "view_mode")
    found = [row[name] for name in names if row.get(name)]
    texts = [text["en_US"] if isinstance(text, dict) else str(text) for text in found]
    return " ".join(texts)[:200]
