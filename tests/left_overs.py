"""What an uninstallation must not leave behind, and what logs must not say."""

import re

LOUD = re.compile(r"^[-\d]+ [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) .*|^Traceback.*", re.M)
# its scheduler came by while we were installing; it comes again
WAITS = "because of modules to install/upgrade/remove"
# queries that find something while our addons are installed, and nothing afterwards
LEFT_OVERS = {
    "tables": "SELECT tablename FROM pg_tables "
    "WHERE tablename ~ '^(sync|whmcs|economic|zoho)_'",
    "models": "SELECT model FROM ir_model "
    "WHERE model ~ '^(sync|whmcs|economic|zoho)\\.'",
    "fields": "SELECT name FROM ir_model_fields "
    "WHERE name ~ '^(sync|whmcs|economic|zoho)_' "
    "OR relation ~ '^(sync|whmcs|economic|zoho)\\.'",
    "columns": "SELECT column_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name ~ '^(sync|whmcs|economic|zoho)_'",
    "xml ids": "SELECT module, name FROM ir_model_data "
    "WHERE module ~ '^(sync_|crm_integria$)'",
    "scheduled actions": "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'Synchron'",
    "server actions": "SELECT id, name FROM ir_act_server "
    "WHERE code ~ '_cron_pull' OR name::text ~ 'Synchron'",
    "window actions": "SELECT name FROM ir_act_window WHERE res_model ~ '^sync\\.'",
    # not "Synchronize": accounting has such a menu
    "menus": "SELECT name FROM ir_ui_menu WHERE name::text ~ 'Synchronis'",
    "groups": "SELECT name FROM res_groups_privilege WHERE name::text ~ 'Synchron'",
    "views": "SELECT name FROM ir_ui_view WHERE name ~ 'sync_|^sync\\.'",
}


def left_overs(ask):
    """Return ``{what: rows}`` of what is there of our addons.

    :param ask: returns the rows of a query
    """
    found = {what: ask(query) for what, query in LEFT_OVERS.items()}
    return {what: rows for what, rows in found.items() if rows}


def loud_lines(path, offset=0):
    """Return the lines of a log from WARNING on, the `path` read from `offset`."""
    with path.open(errors="replace") as log:
        log.seek(offset)
        lines = [match[0] for match in LOUD.finditer(log.read())]
    return [line for line in lines if WAITS not in line]
