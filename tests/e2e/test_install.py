"""The addons install without a warning, leave nothing behind, and install again."""

import re

import pytest

from devtools import database, paths, server

from .conftest import running_site
from .helpers import Backend, wait_until

DUE = "SELECT id FROM ir_cron WHERE active AND nextcall <= now() AT TIME ZONE 'UTC'"
LOUD = re.compile(r"^[-\d]+ [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) .*|^Traceback.*", re.M)
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
    "xml ids": "SELECT module, name FROM ir_model_data WHERE module ~ '^sync_'",
    "scheduled actions": "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'Synchron'",
    "server actions": "SELECT id, name FROM ir_act_server "
    "WHERE code ~ '_cron_pull' OR name::text ~ 'Synchron'",
    "window actions": "SELECT name FROM ir_act_window WHERE res_model ~ '^sync\\.'",
    # not "Synchronize": accounting has such a menu
    "menus": "SELECT name FROM ir_ui_menu WHERE name::text ~ 'Synchronis'",
    "groups": "SELECT name FROM res_groups_privilege WHERE name::text ~ 'Synchron'",
    "views": "SELECT name FROM ir_ui_view WHERE name ~ 'sync_|^sync\\.'",
}


# its scheduler came by while we were installing; it comes again
WAITS = "because of modules to install/upgrade/remove"


def loud_lines(path, offset=0):
    """Return the lines of a log from WARNING on, the `path` read from `offset`."""
    with path.open(errors="replace") as log:
        log.seek(offset)
        lines = [match[0] for match in LOUD.finditer(log.read())]
    return [line for line in lines if WAITS not in line]


@pytest.fixture(scope="module")
def core(template):
    """A database with Odoo's and the OCA's addons, and none of ours."""
    return database.core_template()


def modules(rpc):
    domain = [["name", "in", paths.own_addons()]]
    rows = rpc.search_read("ir.module.module", domain, "name", "state")
    return {row["name"]: row["state"] for row in rows}


def press(site, button):
    # Odoo refuses it while a scheduled action runs
    wait_until(lambda: site.wake_scheduler() or not site.sql(DUE), "what is due")
    domain = [["name", "in", paths.own_addons()]]
    ids = site.rpc.call("ir.module.module", "search", domain)
    site.rpc.call("ir.module.module", button, ids)


def test_installing_says_nothing(core):
    name = database.clone(core, "dev_e2e_install")
    try:
        log = server.install(name, paths.own_addons())
    finally:
        database.drop(name)
    assert "modules loaded" in log.read_text(errors="replace").lower()
    assert not loud_lines(log)


def test_uninstalling_leaves_the_partners_and_nothing_else(core, start_whmcs):
    with running_site(core) as site:
        start = site.server.log.stat().st_size
        assert set(modules(site.rpc).values()) == {"uninstalled"}
        press(site, "button_immediate_install")
        assert set(modules(site.rpc).values()) == {"installed"}

        whmcs = start_whmcs(clients=12, contacts=8, odd_records=True)
        backend = Backend(site, whmcs)
        assert backend.wait()["state"] == "done"
        backend.assert_equal_to_whmcs()
        partners = site.partner_ids()

        press(site, "button_immediate_uninstall")
        assert set(modules(site.rpc).values()) == {"uninstalled"}
        left = {
            what: rows
            for what, query in LEFT_OVERS.items()
            if (rows := site.sql(query))
        }
        assert not left
        assert site.partner_ids() == partners
        # a partner is as usable as before
        site.rpc.call("res.partner", "write", partners[-1:], {"name": "Still Here"})

        press(site, "button_immediate_install")
        again = Backend(site, whmcs)
        run = again.wait()
        assert run["state"] == "done"
        # those with a tax ID or an e-mail address are known again
        assert run["linked"] > 0
        assert not loud_lines(site.server.log, start)


def test_the_queries_for_left_overs_find_what_is_there(site, connect):
    connect(clients=2, contacts=0).wait()
    silent = [what for what, query in LEFT_OVERS.items() if not site.sql(query)]
    assert not silent
