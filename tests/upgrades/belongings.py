"""Which rows are our addons', and go with them; all others are the user's."""

from devtools import database

from . import snapshot

# what our addons bring and users have in use, so that it stays, with its parts
KEPT = (
    "crm_integria.activity_alarm",
    "sync_whmcs.product_hosting",
    "sync_whmcs_helpdesk.project_support",
    "sync_whmcs_helpdesk.stage_invoiced",
)
# tables without a foreign key to what their rows are about: (column of the model, of
# the id); without the latter, the model alone says it
ABOUT = {
    "ir_attachment": ("res_model", "res_id"),
    "mail_activity": ("res_model", "res_id"),
    "mail_followers": ("res_model", "res_id"),
    "mail_message": ("model", "res_id"),
    "mail_template": ("model", None),
    "queue_job": ("model_name", None),
}
# rows that go with what they belong to, beside those of tables that only relate two
PARTS = {
    # the scheduled actions of backends
    "ir_act_server",
    "ir_cron",
    # what Odoo keeps of a mail
    "mail_mail",
    "mail_message",
    "mail_notification",
    "mail_tracking_value",
    # the channels of backends, below the one of all
    "queue_job_channel",
}
# what an installation adds to Odoo's lists without XML ids: (table, column of leads)
STATUSES = {"crm_stage": "stage_id", "crm_lost_reason": "lost_reason_id"}


def ours(name, rows):
    """Return ``{(table, key)}`` of the rows that are our addons'.

    What they bring, what is in tables of their own, and what is about or part of those.

    :param rows: of the same database, as `snapshot.rows` has them
    """
    models = snapshot.own_models(name)
    found = _brought(name) | _statuses(name, rows)
    found |= {(table, key) for table in models.values() for key in rows[table]}
    found = _with_parts(name, rows, found)
    for table, (of_model, of_id) in ABOUT.items():
        for key, row in rows[table].items():
            model = row[of_model]
            if model in models or _is_about(found, model, of_id and row[of_id]):
                found.add((table, key))
    return _with_parts(name, rows, found)


def _is_about(found, model, number):
    return bool(model and number) and (snapshot.table_of(model), number) in found


def _brought(name):
    """Return ``{(table, id)}`` of what our addons bring, and no other does."""
    query = """
        SELECT model, res_id FROM ir_model_data
        GROUP BY model, res_id HAVING bool_and(module IN %s)
        AND NOT bool_or(module || '.' || name ~ %s)"""
    found = database.query(name, query, (snapshot.ours(), f"^({'|'.join(KEPT)})(_|$)"))
    return {(snapshot.table_of(model), number) for model, number in found}


def _statuses(name, rows):
    """Return the stages and reasons that an installation made and no lead has."""
    found = set()
    for table, link in STATUSES.items():
        used = {row[link] for row in rows["crm_lead"].values()}
        model = table.replace("_", ".")
        query = "SELECT res_id FROM ir_model_data WHERE model = %s"
        named = {number for (number,) in database.query(name, query, (model,))}
        coded = {key for key, row in rows[table].items() if row["crm_code"]}
        found |= {(table, key) for key in coded - used - named}
    return found


def _with_parts(name, rows, found):
    """Return the rows found, with all that go with them."""
    own = snapshot.own_columns(name)
    parts = PARTS | rows.keys() - snapshot.tables_with_id(name)
    links = {}
    for table, column, target in _foreign_keys(name):
        if table in parts and (table, column) not in own:
            links.setdefault(table, []).append((column, target))
    more = found
    while more:
        more = {
            (table, key)
            for table, targets in links.items()
            for key, row in rows.get(table, {}).items()
            if (table, key) not in found
            if any((target, row.get(column)) in found for column, target in targets)
        }
        found = found | more
    return found


def _foreign_keys(name):
    """Return a list of ``(table, column, the table it refers to)``."""
    query = """
        SELECT conrelid::regclass::text, attname, confrelid::regclass::text
        FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
        WHERE contype = 'f'"""
    return database.query(name, query)
