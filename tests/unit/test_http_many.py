"""Many calls at once: order, limit, and what stops them."""

import threading

import pytest

from odoo.addons.sync_base.lib.errors import Auth, Invalid, NotFound, Transient
from odoo.addons.sync_base.lib.http import HttpClient

from tests.unit.scripted_server import Answer

SECONDS = 10  # longest wait of a thread for another one, where something is broken


class Client(HttpClient):
    def _parse(self, response):
        return response.text


@pytest.fixture
def make_client(server):
    """Make a client with a given limit; all are closed in the end."""
    clients = []

    def make(in_flight=3):
        clients.append(Client(server.url, test_mode=True, in_flight=in_flight))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def test_results_are_in_the_order_of_the_arguments(make_client):
    done = [threading.Event() for _ in range(4)]
    done[3].set()

    def last_first(number):
        assert number == 3 or done[number + 1].wait(SECONDS)
        done[number].set()
        return number * 10

    assert make_client(4).many(last_first, range(4)) == [0, 10, 20, 30]


def test_as_many_at_once_as_allowed_and_no_more(make_client):
    lock, meeting = threading.Lock(), threading.Barrier(3)
    under_way, highest = 0, 0

    def call(_argument):
        nonlocal under_way, highest
        with lock:
            under_way += 1
            highest = max(highest, under_way)
        # nobody goes on before three are here
        meeting.wait(SECONDS)
        with lock:
            under_way -= 1

    make_client(3).many(call, range(30))
    assert highest == 3


def test_one_at_a_time(make_client):
    threads = set()
    make_client(1).many(lambda _: threads.add(threading.current_thread()), range(9))
    assert len(threads) == 1


def test_calls_are_counted_from_all_threads(make_client, server, waits):
    client = make_client(8)
    server.answer(Answer(503), Answer(503), Answer())
    results = client.many(
        lambda number: client.request("GET", f"{server.url}/{number}"), range(50)
    )
    assert results == ["fine"] * 50
    assert client.calls == len(server.requests) == 52
    assert len(waits) == 2
    assert {each.path for each in server.requests} == {f"/{n}" for n in range(50)}


def test_connections_are_shared(make_client, server):
    client = make_client(2)
    client.many(lambda _: client.request("GET", server.url), range(20))
    assert server.connections <= 2


def test_an_error_stands_where_its_result_would_be(make_client):
    errors = {1: Invalid("broken"), 3: NotFound("gone"), 4: Transient("busy")}

    def call(number):
        if number in errors:
            raise errors[number]
        return number

    results = make_client().many(call, range(6))
    assert results == [0, errors[1], 2, errors[3], errors[4], 5]


def test_after_a_refusal_the_rest_is_not_tried(make_client):
    refusal = Auth("wrong secret")
    tried = []

    def call(number):
        tried.append(number)
        if number == 2:
            raise refusal
        return number

    client = make_client(1)
    assert client.many(call, range(6)) == [0, 1, refusal, refusal, refusal, refusal]
    assert tried == [0, 1, 2]
    # the next time, somebody may have corrected it
    assert client.many(lambda number: number, range(2)) == [0, 1]


def test_a_mistake_in_the_program_is_not_hidden(make_client):
    with pytest.raises(ZeroDivisionError):
        make_client().many(lambda number: 1 / number, range(3))


def test_nothing_to_do(make_client):
    assert make_client().many(len, []) == []


def test_threads_end_with_the_client(make_client):
    with make_client(2) as client:
        client.many(lambda _: None, range(8))
        assert working() > 0
    assert working() == 0


def working():
    return sum(each.name.startswith("sync-http") for each in threading.enumerate())
