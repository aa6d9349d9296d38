"""The addons install without a warning, leave nothing behind, and install again."""

import pytest

from devtools import database, paths, server
from tests.left_overs import LEFT_OVERS, left_overs, loud_lines

from ..conftest import running_site
from ..helpers import Backend, wait_until

DUE = "SELECT id FROM ir_cron WHERE active AND nextcall <= now() AT TIME ZONE 'UTC'"


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
        assert not left_overs(site.sql)
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
    assert left_overs(site.sql).keys() == LEFT_OVERS.keys()
