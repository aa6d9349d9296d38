"""Databases with data: of an older state and upgraded, or of the present one."""

import os
from types import SimpleNamespace

import pytest

from devtools import database, paths, server

from . import releases, snapshot

FILL = f"""
import sys
{server.demo_script("crm_integria")}
sys.path.insert(0, {str(paths.ROOT)!r})
from tests.upgrades import seeds
seeds.fill(env)
"""


@pytest.fixture(scope="session", autouse=True)
def postgresql():
    with database.running():
        yield


def fill(name, *options):
    """Give a database with our addons the data of a site."""
    server.script(name, FILL, "fill", *options)


@pytest.fixture(scope="module", params=releases.STATES)
def upgraded(request, tmp_path_factory):
    """A database of an older state, with data, upgraded to the present addons.

    `name` of the database, `before` and `after` (`snapshot.rows`), `models` and
    `columns` (what was ours before), `log`.
    """
    commit = releases.STATES[request.param]
    if reason := releases.missing(commit):
        pytest.skip(reason)
    old = releases.unpack(commit, tmp_path_factory.mktemp("old"))
    addons = sorted(path.parent.name for path in old.glob("*/__manifest__.py"))
    name = f"dev_upgrade_{os.getpid()}"
    try:
        database.clone(database.core_template(), name)
        path = f"--addons-path={old}"
        server.install(name, addons, path)
        fill(name, path)
        was = SimpleNamespace(
            name=name,
            before=snapshot.rows(name),
            models=snapshot.own_models(name),
            columns=_kept_columns(name),
        )
        was.log = server.upgrade(name, paths.own_addons())
        was.after = snapshot.rows(name)
        yield was
    finally:
        database.drop(name)


def _kept_columns(name):
    """Return the columns of ours, without those of what Odoo throws away by itself."""
    query = "SELECT model FROM ir_model WHERE transient"
    transient = {snapshot.table_of(model) for (model,) in database.query(name, query)}
    return {each for each in snapshot.own_columns(name) if each[0] not in transient}
