"""Which clients changed, after the activity log of the simulator."""

import pytest

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_whmcs.lib import lists
from odoo.addons.sync_whmcs.lib.client import WhmcsClient
from odoo.addons.sync_whmcs.lib.lists import changed_since

from tests.simulators.process import SimulatorProcess

LOG_LIMIT = 30


@pytest.fixture(scope="module")
def shared_simulator():
    with SimulatorProcess(
        clients=40, contacts=10, activity_log_limit=LOG_LIMIT
    ) as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator):
    shared_simulator.reset_stats()
    yield shared_simulator
    shared_simulator.set_faults()
    shared_simulator.set_quirks()
    shared_simulator.set_access(denied_actions=[], secret="simulator-secret")


@pytest.fixture
def client(simulator):
    with WhmcsClient(
        simulator.url,
        "simulator-identifier",
        "simulator-secret",
        test_mode=True,
        attempts=1,
        full_hours=12,
    ) as whmcs:
        yield whmcs


def edit(simulator, *client_ids, by="admin"):
    for client_id in client_ids:
        # each time another city, so that it is a change
        count = edit.count = getattr(edit, "count", 0) + 1
        simulator.edit("client", client_id, city=f"City {count}", by=by)


def test_the_first_time_only_the_newest_line_is_noted(client, simulator):
    edit(simulator, 1)
    first = changed_since(client, None)
    assert first.log_id > 0
    assert (first.client_ids, first.cut_short, first.problem) == ([], False, None)
    edit(simulator, 2)
    assert changed_since(client, None).log_id == first.log_id + 1


def test_nothing_changed(client):
    log_id = changed_since(client, None).log_id
    changes = changed_since(client, log_id)
    assert changes.client_ids == []
    assert changes.log_id == log_id
    assert (changes.cut_short, changes.problem) == (False, None)


@pytest.mark.parametrize("by", ["admin", "client"])
@pytest.mark.parametrize("quirk", [None, "string-numbers", "single-object"])
def test_edits_are_named(client, simulator, by, quirk):
    log_id = changed_since(client, None).log_id
    simulator.set_quirks(*([quirk] if quirk else []))
    edit(simulator, 4, 9, 4, by=by)
    changes = changed_since(client, log_id)
    assert sorted(changes.client_ids) == ["4", "9"]
    assert changes.log_id == log_id + 3
    assert not changes.cut_short
    assert changed_since(client, changes.log_id).client_ids == []


def test_edits_of_contacts_name_their_client(client, simulator):
    log_id = changed_since(client, None).log_id
    contact = simulator.state()["contacts"][0]
    simulator.edit("contact", contact["id"], city="Ribe")
    assert changed_since(client, log_id).client_ids == [str(contact["userid"])]


def test_edits_in_the_database_are_not_seen(client, simulator):
    log_id = changed_since(client, None).log_id
    edit(simulator, 4, by="database")
    assert changed_since(client, log_id).client_ids == []


def test_the_log_is_read_by_pages_and_no_further_than_needed(
    client, simulator, monkeypatch
):
    monkeypatch.setattr(lists, "LOG_PAGE", 4)
    log_id = changed_since(client, None).log_id
    edit(simulator, *range(1, 11))
    simulator.reset_stats()
    changes = changed_since(client, log_id)
    assert sorted(map(int, changes.client_ids)) == list(range(1, 11))
    assert not changes.cut_short
    assert simulator.stats()["calls"] == {"GetActivityLog": 3}


def test_pages_that_end_where_the_news_end(client, simulator, monkeypatch):
    monkeypatch.setattr(lists, "LOG_PAGE", 4)
    log_id = changed_since(client, None).log_id
    edit(simulator, *range(1, 9))
    changes = changed_since(client, log_id)
    assert len(changes.client_ids) == 8
    assert not changes.cut_short


@pytest.mark.parametrize("page", [4, 250])
def test_a_log_that_does_not_reach_back(client, simulator, monkeypatch, page):
    monkeypatch.setattr(lists, "LOG_PAGE", page)
    log_id = changed_since(client, None).log_id
    edit(simulator, *range(1, LOG_LIMIT + 2))
    changes = changed_since(client, log_id)
    assert changes.cut_short
    assert changes.log_id == log_id + LOG_LIMIT + 1
    assert not changed_since(client, changes.log_id).cut_short


@pytest.mark.parametrize("edits", [LOG_LIMIT - 1, LOG_LIMIT])
def test_a_log_that_just_reaches_back(client, simulator, edits):
    log_id = changed_since(client, None).log_id
    edit(simulator, *range(1, edits + 1))
    changes = changed_since(client, log_id)
    assert not changes.cut_short
    assert len(changes.client_ids) == edits


class Log:
    """A client that answers with a prepared activity log."""

    full_hours = 24

    def __init__(self, *line_ids):
        entries = [{"id": each, "clientId": 7} for each in line_ids]
        self.reply = {"totalresults": len(entries), "activity": {"entry": entries}}
        self.asked = []

    def call(self, action, limitstart, limitnum):
        self.asked.append(limitnum)
        return self.reply


def test_the_first_time_one_line_is_asked_for():
    log = Log(9)
    assert changed_since(log, None).log_id == 9
    assert log.asked == [1]


@pytest.mark.parametrize(
    ("lines", "log_id", "newest", "cut_short"),
    [
        ((), None, 0, False),  # nothing yet
        ((), 0, 0, False),  # nothing still
        ((2, 1), 0, 2, False),  # the first lines
        ((9, 8), 0, 9, True),  # the first lines are gone
        ((), 5, 0, True),  # the log was emptied
        ((9, 8), 5, 9, True),
        ((7, 6), 5, 7, False),
        ((6, 5), 5, 6, False),
        ((5, 4), 5, 5, False),
    ],
)
def test_how_far_a_log_reaches(lines, log_id, newest, cut_short):
    changes = changed_since(Log(*lines), log_id)
    assert (changes.log_id, changes.cut_short) == (newest, cut_short)
    fresh = [each for each in lines if log_id is not None and each > log_id]
    assert changes.client_ids == (["7"] if fresh else [])


def test_a_log_that_never_moves_on_comes_to_an_end(client, simulator, monkeypatch):
    monkeypatch.setattr(lists, "LOG_PAGE", 4)
    simulator.set_quirks("ignore-limitstart")
    log_id = changed_since(client, None).log_id
    edit(simulator, *range(1, 11))
    assert changed_since(client, log_id).cut_short


def test_too_many_to_name(client, simulator, monkeypatch):
    log_id = changed_since(client, None).log_id
    edit(simulator, 1, 2, 3)
    monkeypatch.setattr(lists, "MOST_CHANGED", 3)
    assert not changed_since(client, log_id).cut_short
    monkeypatch.setattr(lists, "MOST_CHANGED", 2)
    assert changed_since(client, log_id).cut_short


@pytest.mark.parametrize("log_id", [None, 5])
def test_without_the_permission(client, simulator, log_id):
    simulator.set_access(denied_actions=["GetActivityLog"])
    changes = changed_since(client, log_id)
    assert "does not allow the API action getactivitylog" in changes.problem
    assert "found only every 12 hours" in changes.problem
    assert changes.log_id == log_id
    assert (changes.client_ids, changes.cut_short) == ([], False)


def test_other_refusals_stop_the_pass(client, simulator):
    simulator.set_access(secret="changed")
    with pytest.raises(Auth):
        changed_since(client, 5)
    simulator.set_access(secret="simulator-secret")
    simulator.set_faults({"kind": "html", "action": "GetActivityLog"})
    with pytest.raises(Transient):
        changed_since(client, 5)
