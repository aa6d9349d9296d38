"""Reading WHMCS lists by pages, and details, against the simulator."""

import pytest

from odoo.addons.sync_base.lib.errors import Invalid, NotFound, Transient
from odoo.addons.sync_base.lib.page import RemoteRecord
from odoo.addons.sync_whmcs.lib.client import MissingPermission, WhmcsClient
from odoo.addons.sync_whmcs.lib.lists import details, list_page
from odoo.addons.sync_whmcs.lib.reply import Reply

from tests.simulators.process import SimulatorProcess

CREDENTIALS = ("simulator-identifier", "simulator-secret")
NOT_UTF8, MALFORMED, HTML_PAGE = "17", "18", "19"


@pytest.fixture(scope="module")
def shared_simulator():
    with SimulatorProcess(clients=60, contacts=30, odd_records=True) as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator):
    shared_simulator.reset_stats()
    yield shared_simulator
    shared_simulator.set_quirks()
    shared_simulator.set_latency(0)
    shared_simulator.set_access(denied_actions=[])


@pytest.fixture
def connect(simulator):
    clients = []

    def make(page_size=250, **options):
        options = {"test_mode": True, "attempts": 1, "page_size": page_size} | options
        clients.append(WhmcsClient(simulator.url, *CREDENTIALS, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def read_pages(client, what="Clients", **parameters):
    """Read a list to its end; return its pages."""
    pages, position = [], {"offset": 0, "bookmark": {"kept": True}}
    while position:
        assert len(pages) < 100, "the list never ends"
        outer = what.lower()
        page = list_page(
            client, position, f"Get{what}", outer, outer[:-1], **parameters
        )
        pages.append(page)
        position = page.position
    return pages


def ids(pages):
    return [remote.id for page in pages for remote in page.records]


def problems(pages):
    return [str(problem) for page in pages for problem in page.problems]


def stored_ids(simulator, what="clients"):
    return [str(record["id"]) for record in simulator.state()[what]]


# -- pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("page_size", [1, 7, 250])
@pytest.mark.parametrize("what", ["Clients", "Contacts"])
def test_all_pages_give_each_record_once(connect, simulator, what, page_size):
    expected = stored_ids(simulator, what.lower())
    pages = read_pages(connect(page_size), what)
    assert ids(pages) == expected
    assert problems(pages) == []
    assert [page.total for page in pages] == [len(expected)] * len(pages)
    assert all(page.bookmark == {"kept": True} for page in pages)
    full_pages, rest = divmod(len(expected), page_size)
    assert simulator.stats()["total_calls"] == full_pages + bool(rest)


def test_pages_that_are_full_to_the_last(connect, simulator):
    expected = stored_ids(simulator)
    pages = read_pages(connect(len(expected)))
    assert ids(pages) == expected
    assert len(pages) == 1


@pytest.mark.parametrize(
    "quirk", ["string-numbers", "numeric-keys", "single-object", "no-page-counters"]
)
@pytest.mark.parametrize("page_size", [1, 23])
def test_other_shapes_of_lists(connect, simulator, quirk, page_size):
    simulator.set_quirks(quirk)
    pages = read_pages(connect(page_size))
    assert ids(pages) == stored_ids(simulator)
    assert problems(pages) == []


def test_a_list_of_one_client_as_a_single_object(connect, simulator):
    simulator.set_quirks("single-object")
    client = simulator.state()["clients"][4]
    (page,) = read_pages(connect(), search=client["email"])
    (remote,) = page.records
    assert remote.id == str(client["id"])
    assert remote.data["email"] == client["email"]


@pytest.mark.parametrize("fits", [True, False])
def test_without_counters(connect, simulator, fits):
    simulator.set_quirks("no-counters")
    expected = stored_ids(simulator)
    page_size = len(expected) // 3 if fits else 7
    pages = read_pages(connect(page_size))
    assert ids(pages) == expected
    assert {page.total for page in pages} == {0}
    assert problems(pages) == []


@pytest.mark.parametrize("shape", ["string", "array", "object", "missing"])
def test_an_empty_list(connect, simulator, shape):
    simulator.set_quirks(f"empty-list-{shape}")
    (page,) = read_pages(connect(), search="nobody has this name")
    assert (page.records, page.position, page.total) == ([], None, 0)
    assert page.problems == []


def test_a_list_that_does_not_move_on_is_read_in_one_piece(connect, simulator):
    simulator.set_quirks("ignore-limitstart")
    pages = read_pages(connect(7))
    assert list(dict.fromkeys(ids(pages))) == stored_ids(simulator)
    (problem,) = problems(pages)
    assert problem.startswith("GetClients: this WHMCS ignores limitstart")
    assert "nothing is missing" in problem
    assert simulator.stats()["total_calls"] == 3


def test_a_list_that_neither_moves_on_nor_counts(connect, simulator):
    simulator.set_quirks("ignore-limitstart", "no-counters")
    pages = read_pages(connect(7))
    (problem,) = problems(pages)
    assert "ignores limitstart" in problem
    complete = set(ids(pages)) == set(stored_ids(simulator))
    assert complete or "nothing is missing" not in problem
    assert complete


def test_a_short_list_shows_nothing_of_it(connect, simulator):
    simulator.set_quirks("ignore-limitstart")
    assert problems(read_pages(connect(250))) == []


def test_a_problem_is_told_with_the_first_page_only(connect):
    client = connect(30)
    first = list_page(
        client,
        {"offset": 0, "problem": "the log is closed"},
        "GetClients",
        "clients",
        "client",
    )
    assert problems([first]) == ["the log is closed"]
    second = list_page(client, first.position, "GetClients", "clients", "client")
    assert problems([second]) == []


class Replies:
    """A client that gives prepared replies."""

    page_size = 2

    def __init__(self, *replies):
        self.replies = [Reply(reply) for reply in replies]

    def call(self, action, **parameters):
        return self.replies.pop(0)


def page_of(*client_ids, total):
    rows = [{"id": client_id} for client_id in client_ids]
    return {"totalresults": total, "clients": {"client": rows}}


def test_a_list_that_stays_short_when_read_in_one_piece_is_told():
    client = Replies(
        page_of(1, 2, total=5), page_of(1, 2, total=5), page_of(1, 2, total=5)
    )
    (problem,) = problems(read_pages(client))
    assert "only 2 of 5 records can be read" in problem


def test_a_list_that_ends_too_early_is_told():
    pages = read_pages(Replies(page_of(1, 2, total=5), page_of(total=5)))
    assert ids(pages) == ["1", "2"]
    (problem,) = problems(pages)
    assert "2 of 5" in problem


# -- records ---------------------------------------------------------------------------


def test_a_version_tells_a_changed_record(connect, simulator):
    def versions():
        pages = read_pages(connect())
        return {remote.id: remote.version for page in pages for remote in page.records}

    before = versions()
    assert versions() == before
    simulator.edit("client", 3, companyname="Changed & Co")
    after = versions()
    assert {id for id in after if after[id] != before[id]} == {"3"}


@pytest.mark.parametrize("page_size", [1, 7, 250])
def test_a_record_that_is_not_utf8_is_the_only_one_lost(connect, page_size):
    pages = read_pages(connect(page_size))
    errors = {r.id: r.error for page in pages for r in page.records if r.error}
    assert list(errors) == [NOT_UTF8]
    assert isinstance(errors[NOT_UTF8], Invalid)
    assert "companyname: bytes that are not UTF-8 (f8)" in str(errors[NOT_UTF8])
    assert "Correct the text in WHMCS" in str(errors[NOT_UTF8])


# -- details ---------------------------------------------------------------------------


def remotes(*client_ids):
    return [
        RemoteRecord(id, {"id": id}, f"version {id}", complete=False)
        for id in client_ids
    ]


def test_details_of_odd_clients_are_errors_and_the_others_are_fine(connect, simulator):
    wanted = stored_ids(simulator)
    read = details(connect(), remotes(*wanted))
    assert [remote.id for remote in read] == wanted
    errors = {remote.id: remote.error for remote in read if remote.error}
    assert set(errors) == {NOT_UTF8, MALFORMED, HTML_PAGE}
    assert isinstance(errors[NOT_UTF8], Invalid)
    assert "companyname: bytes that are not UTF-8 (f8)" in str(errors[NOT_UTF8])
    assert isinstance(errors[MALFORMED], Invalid)
    assert "text that is not UTF-8" in str(errors[MALFORMED])
    assert isinstance(errors[HTML_PAGE], Transient)
    assert "HTML page" in str(errors[HTML_PAGE])
    for remote in read:
        assert remote.complete == (remote.id not in {MALFORMED, HTML_PAGE})
        assert remote.version == f"version {remote.id}"


@pytest.mark.parametrize("quirk", [None, "no-top-level-client", "string-numbers"])
def test_details(connect, simulator, quirk):
    simulator.set_quirks(*([quirk] if quirk else []))
    state = {str(each["id"]): each for each in simulator.state()["clients"]}
    for remote in details(connect(), remotes("1", "2", "5")):
        stored = state[remote.id]
        assert str(remote.data["id"]) == remote.id
        assert remote.data["city"] == stored["city"]
        assert remote.data["countrycode"] == stored["country"]
        assert remote.error is None


def test_the_order_is_kept_with_few_calls_in_flight(connect, simulator):
    simulator.set_latency(0.05)
    wanted = [str(id) for id in range(60, 20, -1)]
    read = details(connect(), remotes(*wanted))
    assert [str(remote.data["id"]) for remote in read] == wanted
    stats = simulator.stats()
    assert stats["calls"] == {"GetClientsDetails": len(wanted)}
    assert 1 < stats["max_in_flight"] <= 8


def test_one_call_in_flight(connect, simulator):
    simulator.set_latency(0.01)
    details(connect(in_flight=1), remotes("1", "2", "3", "4"))
    assert simulator.stats()["max_in_flight"] == 1


def test_a_client_that_is_gone(connect):
    read = details(connect(), remotes("1", "9999", "2"))
    assert [type(remote.error) for remote in read] == [type(None), NotFound, type(None)]


def test_details_that_are_not_allowed(connect, simulator):
    simulator.set_access(denied_actions=["GetClientsDetails"])
    read = details(connect(in_flight=1), remotes("1", "2", "3"))
    assert [type(remote.error) for remote in read] == [MissingPermission] * 3
    assert simulator.stats()["total_calls"] == 1


def test_no_details_wanted(connect):
    assert details(connect(), []) == []
