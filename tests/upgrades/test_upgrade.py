"""Whoever upgrades from an older state loses nothing, and has what a new site has."""

import pytest

from devtools import database, paths
from tests.left_overs import loud_lines

from . import compare, snapshot, works
from .seeds.connections import SECRETS
from .seeds.users import CHANGES, TRANSLATED

# models without a row before the upgrade, each with its reason
WITHOUT_ROWS = {}
# columns without a value in any row before the upgrade
WITHOUT_VALUES = {
    # follows from the hours' invoice of a lead, which only a synchronisation has
    ("crm_lead", "ticket_id"),
}
# Odoo deletes these whenever the addon of a model is updated and the one is not that
# adds to all models with messages; it restores them when that one is (portal, sms).
OF_OTHERS = {
    ("sync_base", "field_sync_backend__message_has_sms_error"),
    ("sync_base", "field_sync_backend__website_message_ids"),
}


@pytest.fixture(scope="module")
def fresh():
    """The name of a database into which the present addons were just installed."""
    return database.template()


def test_each_model_of_ours_had_rows(upgraded):
    empty = {
        model for model, table in upgraded.models.items() if not upgraded.before[table]
    }
    assert empty == WITHOUT_ROWS.keys()


def test_each_column_of_ours_had_a_value(upgraded):
    used = {
        (table, column)
        for table, rows in upgraded.before.items()
        for row in rows.values()
        for column, value in row.items()
        if value not in (None, False, "", 0)
    }
    noted = {*snapshot.NOTED, "id"}
    wanted = {each for each in upgraded.columns if each[1] not in noted}
    assert wanted - used == WITHOUT_VALUES


def test_the_log_says_nothing(upgraded):
    assert "modules loaded" in upgraded.log.read_text(errors="replace").lower()
    assert not loud_lines(upgraded.log)


def test_the_versions_are_the_present_ones(upgraded):
    rows = database.query(
        upgraded.name,
        "SELECT name, state, latest_version FROM ir_module_module WHERE name IN %s",
        (snapshot.ours(),),
    )
    assert sorted(rows) == [
        (name, "installed", database.manifest(name)["version"])
        for name in paths.own_addons()
    ]


def test_nothing_is_lost(upgraded):
    """Each row of each table has what it had: ours, and Odoo's beside it."""
    brought = compare.updated(upgraded.name)
    assert not compare.losses(upgraded.before, upgraded.after, brought)


@pytest.fixture(scope="module")
def read(upgraded):
    return works.read(upgraded.name)


def test_what_users_changed_stays(read):
    for xml_id, values in CHANGES.items():
        assert read[xml_id][0] == values, xml_id
    for xml_id, values in TRANSLATED.items():
        assert read[xml_id][1] == values, xml_id


def test_secrets_can_be_read(read):
    assert {system: read[system] for system in SECRETS} == SECRETS


def test_files_are_there(upgraded):
    query = "SELECT store_fname FROM ir_attachment WHERE store_fname > ''"
    files = [file for (file,) in database.query(upgraded.name, query)]
    assert files
    store = database.filestore(upgraded.name)
    assert not [file for file in files if not (store / file).exists()]


def test_tables_are_those_of_a_new_site(upgraded, fresh):
    """Also columns, types, indexes, constraints, sequences, triggers, functions."""
    assert not snapshot.schema(upgraded.name) ^ snapshot.schema(fresh)


def test_constraints_and_indexes_hold(upgraded):
    invalid = (
        "SELECT conname FROM pg_constraint WHERE NOT convalidated "
        "UNION SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    )
    assert not database.query(upgraded.name, invalid)


def test_xml_ids_are_those_of_a_new_site(upgraded, fresh):
    old, new = snapshot.xml_ids(upgraded.name), snapshot.xml_ids(fresh)
    assert new.keys() - old.keys() == OF_OTHERS
    assert not old.keys() - new.keys()
    for xml_id in old:
        model, _number, noupdate = old[xml_id]
        assert (model, noupdate) == (new[xml_id][0], new[xml_id][2]), xml_id


def test_each_xml_id_has_its_record(upgraded):
    ids = snapshot.xml_ids(upgraded.name)
    lost = [
        xml_id
        for xml_id, (model, number, _noupdate) in ids.items()
        if number not in upgraded.after[snapshot.table_of(model)]
    ]
    assert not lost


def test_what_the_addons_bring_is_that_of_a_new_site(upgraded, fresh):
    old, new = compare.contents(upgraded.name), compare.contents(fresh)
    others = {".".join(xml_id) for xml_id in OF_OTHERS}
    differ = {
        key: (old.get(key), new.get(key))
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key) and key[0] not in others
    }
    assert not differ


def test_odoo_works(upgraded):
    works.check(upgraded.name)
