"""Control routes, statistics and the process around the simulator."""

import signal
import subprocess
import sys
import time

import pytest
import requests

from tests.simulators.process import PROJECT_ROOT, SimulatorProcess
from tests.simulators.tests.whmcs.api import Api


def client_of(sim, client_id):
    return next(c for c in sim.state()["clients"] if c["id"] == client_id)


def test_stats(api, sim):
    sim.reset_stats()
    api("GetClients")
    api("GetClients")
    api("GetClientsDetails")
    api("NoSuchAction")
    api.http("GetContacts", secret="wrong")
    stats = sim.stats()
    assert stats["total_calls"] == 5
    assert stats["calls"] == {
        "GetClients": 2,
        "GetClientsDetails": 1,
        "(unknown action)": 1,
        "GetContacts": 1,
    }
    assert stats["errors"] == {
        "GetClientsDetails": 1,
        "(unknown action)": 1,
        "GetContacts": 1,
    }
    assert stats["max_in_flight"] == 1
    assert sim.reset_stats()["calls"] == {}


def test_state_is_plain(api, sim):
    client_id = api.add_client("state@control.example")
    client = client_of(sim, client_id)
    assert client["companyname"] == "Søn & Co"
    assert client["email_preferences"]["invoice"] is True


def test_edit_clients(api, sim):
    values = {"firstname": "Eva", "email": "eva@control.example"}
    client_id = sim.edit("client", operation="add", **values)["id"]
    sim.edit(
        "client",
        client_id,
        city="Ribe",
        customfields={"2": "DK1"},
        email_preferences=dict.fromkeys(
            ("general", "invoice", "support", "product", "domain", "affiliate"), False
        ),
    )
    client = api("GetClientsDetails", email="eva@control.example")["client"]
    assert (client["id"], client["city"]) == (client_id, "Ribe")
    assert client["customfields1"] == "DK1"
    assert set(client["email_preferences"].values()) == {"0"}
    sim.edit("client", client_id, operation="close")
    assert client_of(sim, client_id)["status"] == "Closed"
    sim.edit("client", client_id, operation="delete")
    assert "Not Found" in api.error("GetClientsDetails", clientid=client_id)


def test_edit_contacts(api, sim):
    contact = sim.edit("contact", operation="add", userid=1, lastname="Ek")["id"]
    sim.edit("contact", contact, by="client", lastname="Birk", userid=2)
    found = api("GetContacts", userid=2, lastname="birk")["contacts"]["contact"]
    assert [row["id"] for row in found] == [contact]
    sim.edit("contact", contact, operation="delete")
    assert api("GetContacts", lastname="birk")["totalresults"] == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"what": "shoe", "id": 1}, "cannot update a shoe"),
        ({"what": "client", "id": 987654}, "there is no client 987654"),
        ({"what": "client", "id": 1, "values": {"shoe": 1}}, "cannot set shoe"),
        ({"what": "client", "id": 1, "values": {"id": 2}}, "cannot set id"),
        ({"what": "client", "id": 1, "by": "cat"}, "by must be"),
        ({"what": "client"}, "missing: 'id'"),
    ],
)
def test_bad_edits(sim, body, message):
    with pytest.raises(ValueError, match=message):
        sim.control("edit", body)


def test_bad_control_calls(sim):
    with pytest.raises(ValueError, match="no such control route"):
        sim.control("nothing")
    with pytest.raises(ValueError, match="unknown setting: shoes"):
        sim.set_access(shoes=1)
    reply = requests.post(f"{sim.url}/_simulator/edit", data="{", timeout=5)
    assert reply.status_code == 400


def test_latency_is_reported(sim):
    assert sim.set_latency(0.01) == {"seconds": 0.01}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(number):
    command = [sys.executable, "-m", "tests.simulators.whmcs", "--clients", "1"]
    with subprocess.Popen(
        command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        line = process.stdout.readline().decode()
        url = line.removeprefix("listening on ").strip()
        session = requests.Session()
        assert session.get(f"{url}/_simulator/stats", timeout=5).ok
        process.send_signal(number)
        output, errors = process.communicate(timeout=5)
    assert (process.returncode, output, errors) == (0, b"", b"")


def test_stop_while_calls_wait():
    with SimulatorProcess(clients=1, contacts=0, latency=30) as sim:
        with pytest.raises(requests.exceptions.ReadTimeout):
            Api(sim.url).http("GetClients", timeout=0.2)
        started = time.monotonic()
        assert sim.stop() == 0
        assert time.monotonic() - started < 3


def test_failed_start_is_reported(capfd):
    with pytest.raises(RuntimeError, match="did not start"):
        SimulatorProcess(quirk="no-such-quirk").start()
    assert "invalid choice" in capfd.readouterr().err
