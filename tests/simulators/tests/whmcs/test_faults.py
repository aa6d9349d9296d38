"""Faults of the transport and latency."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import Api


def contact_count(sim):
    return len(sim.state()["contacts"])


@pytest.mark.parametrize("status", [429, 500, 503])
def test_status_with_retry_after(api, sim, status):
    sim.set_faults({"kind": "status", "status": status, "retry_after": 2, "times": 1})
    reply = api.http("GetClients")
    assert reply.status_code == status
    assert reply.headers["Retry-After"] == "2"
    with pytest.raises(ValueError, match="Expecting value"):
        reply.json()
    assert api("GetClients")["result"] == "success"


def test_html_page(api, sim):
    sim.set_faults({"kind": "html"})
    reply = api.http("GetClients")
    assert reply.status_code == 200
    assert reply.headers["Content-Type"].startswith("text/html")
    sim.set_faults({"kind": "html", "status": 503})
    assert api.http("GetClients").status_code == 503


def test_timeout(api, sim):
    sim.set_faults({"kind": "timeout", "seconds": 1, "times": 1})
    with pytest.raises(requests.exceptions.ReadTimeout):
        api.http("GetClients", timeout=0.2)
    assert api("GetClients")["result"] == "success"


@pytest.mark.parametrize("after_effect", [False, True])
def test_reset(api, sim, after_effect):
    before = contact_count(sim)
    sim.set_faults({"kind": "reset", "times": 1, "after_effect": after_effect})
    with pytest.raises(requests.exceptions.ConnectionError, match="[Rr]eset"):
        api.http("AddContact", clientid=1)
    assert contact_count(sim) == before + after_effect


@pytest.mark.parametrize("kind", ["status", "html", "timeout"])
def test_after_effect(api, sim, kind):
    before = contact_count(sim)
    fault = {"kind": kind, "after_effect": True, "times": 1, "seconds": 0.1}
    sim.set_faults(fault)
    try:
        api.http("AddContact", clientid=1)
    except requests.exceptions.ConnectionError:
        assert kind == "timeout"
    assert contact_count(sim) == before + 1


def test_cut_with_matching_length(api, sim):
    whole = api.http("GetClients")
    sim.set_faults({"kind": "cut"})
    reply = api.http("GetClients")
    assert len(reply.content) == int(reply.headers["Content-Length"])
    assert whole.content.startswith(reply.content)
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)


def test_cut_with_larger_length(api, sim):
    sim.set_faults({"kind": "cut", "length": "larger"})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.http("GetClients")


def test_only_one_action(api, sim):
    sim.set_faults({"kind": "html", "action": "GetContacts"})
    assert api("GetClients")["result"] == "success"
    assert "html" in api.http("GetContacts").text


def test_share_is_random_but_repeatable():
    fault = json.dumps({"kind": "status", "status": 503, "share": 0.3})
    runs = []
    for _ in range(2):
        with SimulatorProcess(clients=1, contacts=0, seed=5, fault=fault) as sim:
            api = Api(sim.url)
            codes = [api.http("WhmcsDetails").status_code for _ in range(60)]
            runs.append(codes)
    assert runs[0] == runs[1]
    assert 8 <= runs[0].count(503) <= 30


def test_several_faults_and_their_count(api, sim):
    sim.reset_stats()
    sim.set_faults(
        {"kind": "html", "times": 1}, {"kind": "status", "status": 500, "times": 2}
    )
    codes = [api.http("WhmcsDetails").status_code for _ in range(4)]
    assert codes == [200, 500, 500, 200]
    stats = sim.stats()
    assert stats["faults"] == {"html": 1, "status": 2}
    assert stats["errors"] == {"WhmcsDetails": 3}


@pytest.mark.parametrize(
    "fault", [{"kind": "fire"}, {"kind": "cut", "sauce": 1}, {"status": 500}]
)
def test_bad_faults_are_refused(sim, fault):
    with pytest.raises(ValueError, match="faults: "):
        sim.set_faults(fault)


def test_latency_is_waited_in_parallel(api, sim):
    sim.set_latency(0.3)
    sim.reset_stats()
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(Api(sim.url), "GetClients") for _ in range(6)]
        calls += [pool.submit(Api(sim.url), "GetContacts") for _ in range(2)]
        assert all(call.result()["result"] == "success" for call in calls)
    assert 0.3 <= time.monotonic() - started < 1.5
    stats = sim.stats()
    assert stats["max_in_flight"] == 8
    assert stats["max_in_flight_by_action"] == {"GetClients": 6, "GetContacts": 2}
    assert stats["in_flight"] == 0
