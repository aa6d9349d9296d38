"""What differs between two readings of a database, or between two databases.

All return lists of tuples that say where and what; empty where all is well.
"""

from psycopg2 import sql

from devtools import database

from . import snapshot

# of rows that the addons bring: when they last came, or what a site makes of them
SITES = {
    "arch_prev",
    "create_date",
    "create_uid",
    "id",
    "lastcall",
    "nextcall",
    "write_date",
    "write_uid",
}
# columns that have another name since a release, and their values
RENAMED = {("sync_backend", "whmcs_own_contacts"): "own_contacts"}
GONE = object()


def losses(before, after, others=(), columns=()):
    """Return what is gone or has another value, of rows as `snapshot.rows` has them.

    A text may have gained a language.

    :param others: ``{(table, key)}`` of rows that may change or go
    :param columns: ``{(table, column)}`` of columns that may
    """
    found = []
    for table in sorted(before):
        if snapshot.FRAMEWORK.match(table):
            continue
        there = after.get(table, {})
        for key, row in before[table].items():
            if (table, key) in others:
                continue
            if key not in there:
                found.append((table, key, row))
                continue
            for column, value in row.items():
                now = there[key].get(RENAMED.get((table, column), column), GONE)
                if (table, column) not in columns and not _holds(value, now):
                    found.append((table, key, column, value, now))
    return found


def _holds(value, now):
    if isinstance(value, dict) and isinstance(now, dict) and "en_US" in value:
        return value.items() <= now.items()
    return value == now


def updated(name):
    """Return ``{(table, id)}`` of what our addons bring and bring up to date."""
    return {
        (snapshot.table_of(model), number)
        for model, number, noupdate in snapshot.xml_ids(name).values()
        if not noupdate
    }


def contents(name):
    """Return ``{(xml id, column): value}`` of what our addons bring up to date.

    Without links to other rows, whose ids differ from database to database, and in
    English only.
    """
    query = "SELECT model, name FROM ir_model_fields WHERE ttype LIKE 'many2one%%'"
    links = {
        (snapshot.table_of(model), column)
        for model, column in database.query(name, query, ())
    }
    by_table = {}
    for xml_id, (model, number, noupdate) in snapshot.xml_ids(name).items():
        if not noupdate:
            ids = by_table.setdefault(snapshot.table_of(model), {})
            ids[number] = ".".join(xml_id)
    found = {}
    for table, ids in by_table.items():
        query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE id IN %s")
        query = query.format(sql.Identifier(table))
        for (row,) in database.query(name, query, (tuple(ids),)):
            for column, value in row.items():
                if (table, column) not in links and column not in SITES:
                    found[ids[row["id"]], column] = _source(value)
    return found


def _source(value):
    if isinstance(value, dict) and "en_US" in value:
        return value["en_US"]
    return value
