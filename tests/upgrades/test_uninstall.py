"""Uninstalling leaves nothing of ours and all that is the user's; Odoo goes on."""

import os
from types import SimpleNamespace

import pytest

from devtools import database, paths, server
from tests.left_overs import left_overs, loud_lines

from . import belongings, compare, snapshot, works
from .conftest import fill

UNINSTALL = f"""
addons = env["ir.module.module"].search([("name", "in", {paths.own_addons()})])
addons.button_immediate_uninstall()
"""
# Odoo keeps a note of foreign keys whose columns are gone, of any addon, and finds it
# again when the addon is installed again
NOTES = {"ir_model_constraint"}
# of Odoo's running, not of its addons
RUNNING = {"bus_bus", "ir_cron_trigger", "orm_signaling_registry"}
# Odoo forgets fields that a model has by delegation and that depended on one of ours;
# they are listed again when its addon is updated
FORGOTTEN = {
    ("ir_model_fields", f"account.bank.statement.line {name}")
    for name in ("made_sequence_gap", "name_placeholder")
}
# how Odoo reads numbers: those of patterns as a row, where it saw years in them
READ_AS = {("account_journal", "sequence_override_regex")}


@pytest.fixture(scope="module")
def removed():
    """A database with data from which our addons were uninstalled, as an admin does.

    `name` of the database, `before` and `after` (`snapshot.rows`), `ours` and
    `columns` (what was ours), `log`.
    """
    name = f"dev_uninstall_{os.getpid()}"
    try:
        database.clone(database.template(), name)
        fill(name)
        before = snapshot.rows(name)
        was = SimpleNamespace(
            name=name,
            before=before,
            models=snapshot.own_models(name),
            ours=belongings.ours(name, before),
            columns=snapshot.own_columns(name),
        )
        was.log = server.script(name, UNINSTALL, "uninstall")
        was.after = snapshot.rows(name)
        yield was
    finally:
        database.drop(name)


@pytest.fixture(scope="module")
def core():
    """The name of a database that never had our addons."""
    return database.core_template()


def test_there_was_a_row_of_each_model(removed):
    empty = {
        model for model, table in removed.models.items() if not removed.before[table]
    }
    assert not empty


def test_the_log_says_nothing(removed):
    assert not loud_lines(removed.log)


def test_all_are_uninstalled(removed):
    query = "SELECT DISTINCT state FROM ir_module_module WHERE name IN %s"
    assert database.query(removed.name, query, (snapshot.ours(),)) == [("uninstalled",)]


def test_tables_are_those_of_an_odoo_without_us(removed, core):
    """Also columns, indexes, constraints, sequences, triggers, functions."""
    assert not snapshot.schema(removed.name) ^ snapshot.schema(core)


def test_models_views_actions_and_rights_are_those_of_an_odoo_without_us(removed, core):
    now = snapshot.framework(removed.after)
    never = snapshot.framework(snapshot.rows(core))
    assert not [row for row in now - never if row[0] not in NOTES | RUNNING]
    assert {row for row in never - now if row[0] not in RUNNING} == FORGOTTEN


def test_no_query_finds_anything(removed):
    assert not left_overs(lambda query: database.query(removed.name, query))
    assert not snapshot.xml_ids(removed.name)


def test_no_row_of_ours_is_left(removed):
    left = [
        (table, removed.after[table][key])
        for table, key in removed.ours
        if not snapshot.FRAMEWORK.match(table)
        if key in removed.after.get(table, ())
        # Odoo leaves the notes on actions that go with their scheduled action
        if removed.after[table][key].get("model") != "ir.actions.server"
    ]
    assert not left


@pytest.mark.parametrize(
    "table",
    [
        "res_partner",
        "account_move",
        "account_move_line",
        "account_payment",
        "contract_contract",
        "contract_line",
        "crm_lead",
        "helpdesk_ticket",
        "account_analytic_line",
        "mail_message",
        "ir_attachment",
    ],
)
def test_there_was_something_of_the_user(removed, table):
    assert [key for key in removed.before[table] if (table, key) not in removed.ours]


def test_what_is_the_users_is_unchanged(removed):
    """Every row of every table, in all columns that are not ours."""
    assert not compare.losses(
        removed.before, removed.after, removed.ours, removed.columns | READ_AS
    )


def test_odoo_works_and_counts_on(removed):
    """By the last pattern, whose numbers Odoo takes for years by itself."""
    moves = removed.before["account_move"].values()
    last = max(move["crm_number"] or 0 for move in moves)
    assert works.check(removed.name) == f"15/{last + 1}"


def test_installs_again(removed):
    log = server.install(removed.name, paths.own_addons())
    assert not loud_lines(log)
    # a status of leads that stayed is the same one again
    query = "SELECT name FROM crm_stage GROUP BY name HAVING count(*) > 1"
    assert not database.query(removed.name, query)
    works.check(removed.name)
