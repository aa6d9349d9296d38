"""The examples of the readme, run as they stand there."""

import re

import pytest

from devtools import paths

from ..api_keys import api_key
from ..helpers import Backend, wait_until

README = paths.ADDONS / "sync_base" / "readme" / "USAGE.md"


@pytest.fixture
def whmcs(start_whmcs):
    return start_whmcs(clients=5, contacts=2)


@pytest.fixture
def backend(site, whmcs):
    backend = Backend(site, whmcs, push_changes=True)
    backend.wait()
    return backend


def test_the_examples_work(site, backend, whmcs):
    xml_rpc, json_2 = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    rpc = site.rpc
    rpc.call("sync.backend", "write", [backend.id], {"name": "WHMCS"})
    anna = backend.partner("client", 1)
    rpc.call("res.partner", "write", [anna], {"email": "anna@example.com"})
    wait_until(lambda: client(whmcs, 1)["email"] == "anna@example.com", "the e-mail")
    names = {
        "url": site.server.url,
        "database": site.server.database,
        "user": "admin",
        "password": "admin",
        "api_key": api_key(site.server),
    }
    before, decision = xml_rpc.split("# what differs")
    exec(before, names)  # noqa: S102
    wait_until(
        lambda: rpc.read("sync.preview", names["preview"], "state")["state"] == "done",
        "the preview",
    )
    wait_until(
        lambda: any(row["email"] == "bo@example.com" for row in clients(whmcs)), "Bo"
    )
    backend.wait()
    # both sides change, and nothing brings them together yet
    backend.write(push_changes=False)
    rpc.call("res.partner", "write", [anna], {"city": "Rønne", "street": "Here 1"})
    whmcs.edit("client", 1, address1="There 2", city="Elsewhere")
    backend.write(push_changes=True)
    exec(f"# what differs{decision}", names)  # noqa: S102
    assert names["result"]["status"] == "written"
    assert client(whmcs, 1)["city"] == "Rønne"
    assert rpc.read("res.partner", anna, "street")["street"] == "There 2"
    exec(json_2, names)  # noqa: S102
    rows = {row["field"]: row for row in names["sections"][0]["rows"]}
    assert rows["city"]["state"] == "same"


def clients(whmcs):
    return whmcs.state()["clients"]


def client(whmcs, number):
    (row,) = [row for row in clients(whmcs) if row["id"] == number]
    return row
