"""Webhook calls reach a real server: in any order, twice, forged, too large, killed."""

import itertools
import random
import urllib.error
import urllib.request

import pytest

from devtools import browser

from ..helpers import Backend, wait_until
from ..hook_calls import hook_call

SECRET = "a secret of the test"
CLIENTS, CONTACTS = 20, 10
EVENTS = "direction = 'event'"
RUNNING = f"SELECT 1 FROM sync_run WHERE {EVENTS} AND state = 'running'"


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=CLIENTS, contacts=CONTACTS)


@pytest.fixture
def inbox(shared_site, whmcs):
    yield Inbox(Backend(shared_site, whmcs, event_secret_input=SECRET))
    whmcs.set_latency(0)
    shared_site.clear()


class Inbox:
    """A backend after its first pull, and the one who calls it."""

    def __init__(self, backend):
        self.backend = backend
        self.site = backend.site
        self.numbers = itertools.count(1)
        backend.wait()
        self.path = backend.read("event_url")["event_url"].partition("/sync/")[2]

    def call(self, kind, remote_id, secret=SECRET, number=None, size=0):
        """Return a request, signed with ``secret``."""
        number = number or next(self.numbers)
        body, headers = hook_call(secret, number, kind, remote_id, size)
        url = f"{self.site.server.url}/sync/{self.path}"
        return urllib.request.Request(url, body, headers)

    def send(self, call):
        """Return the status of the answer."""
        try:
            with urllib.request.urlopen(call, timeout=30) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code
        except urllib.error.URLError:
            # It answered and closed while we were still sending.
            return None

    def states(self):
        rows = self.site.sql("SELECT state, count(*) FROM sync_event GROUP BY 1")
        return dict(rows)

    def wait(self):
        """Wait until no event waits; return how many there are by state."""

        def done():
            self.site.wake_scheduler()
            return "new" not in self.states()

        wait_until(done, "the end of all events", pause=0.3)
        return self.states()


def test_events_in_any_order_and_more_than_once(inbox):
    whmcs = inbox.backend.simulator
    calls = []
    for round_ in range(3):
        for client in range(1, 9):
            whmcs.edit("client", client, city=f"City {round_}")
            calls.append(inbox.call("client", client))
    calls += random.Random(7).sample(calls, 12)
    random.Random(8).shuffle(calls)
    assert {inbox.send(call) for call in calls} == {200}
    assert inbox.wait() == {"done": 24}
    inbox.backend.assert_equal_to_whmcs()
    runs = inbox.backend.rpc.search_read(
        "sync.run", [["direction", "=", "event"]], "state", "failed", "updated"
    )
    assert [(run["state"], run["failed"]) for run in runs] == [("done", 0)]
    assert runs[0]["updated"] >= 8


def test_a_change_is_here_within_seconds(inbox):
    inbox.backend.simulator.edit("client", 2, city="At Once")
    assert inbox.send(inbox.call("client", 2)) == 200
    partner = inbox.backend.partner("client", 2)

    def arrived():
        row = inbox.backend.rpc.read("res.partner", partner, "city")
        return row["city"] == "At Once"

    # without anybody waking the scheduler, which looks by itself once a minute
    wait_until(arrived, "the change", seconds=30)


def test_forged_and_large_calls_leave_no_trace(inbox):
    inbox.backend.simulator.edit("client", 3, city="Forged")
    assert inbox.send(inbox.call("client", 3, secret="another")) == 403
    assert inbox.send(inbox.call("client", 3, size=1024 * 1024)) in (413, None)
    inbox.backend.press("action_pause")
    assert inbox.send(inbox.call("client", 3)) == 403
    assert inbox.states() == {}


@pytest.mark.parametrize("latency", [0.3, 1.5])
def test_killed_between_taking_in_and_processing(inbox, latency):
    """The server dies while events wait and objects are being read."""
    whmcs, site = inbox.backend.simulator, inbox.site
    new = whmcs.edit(
        "client", operation="add", firstname="New", lastname="One", email="n@e.dk"
    )["id"]
    whmcs.edit("client", 4, city=f"Killed {latency}")
    whmcs.set_latency(latency)
    calls = [inbox.call("client", client) for client in (new, 4, 4, 5)]
    assert {inbox.send(call) for call in calls} == {200}
    wait_until(lambda: site.sql(RUNNING), "the processing", pause=0.01)
    site.server.kill()
    assert inbox.states()["new"]
    whmcs.set_latency(0)
    site.server.start()
    # the remote system saw no answer to these, and calls again
    assert {inbox.send(call) for call in calls} == {200}
    assert inbox.wait() == {"done": 4}
    inbox.backend.assert_equal_to_whmcs()
    # exactly once: nobody but the first run changed anything
    (row,) = site.sql("SELECT sum(created), sum(updated) FROM sync_run WHERE " + EVENTS)
    assert row == (1, 1)


@pytest.mark.parametrize("viewport", [browser.DESKTOP, browser.PHONE])
def test_the_screens(inbox, chromium, viewport, tmp_path):
    inbox.send(inbox.call("client", 1))
    inbox.send(inbox.call("invoice", 1))
    inbox.wait()
    with browser.client(chromium, inbox.site.server.url, viewport) as client:
        client.login()
        action = inbox.site.ref("sync_base.sync_event_action")
        rows = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
        client.open(f"action-{action}", rows)
        client.picture(tmp_path / "list.png")
        event = inbox.backend.rpc.call(
            "sync.event", "search", [["state", "=", "done"]]
        )[0]
        client.open(f"action-{action}/{event}", ".o_form_view .o_form_sheet")
        client.picture(tmp_path / "form.png")
        client.page.click("button[name=action_replay]")
        client.page.locator(".o_notification", has_text="read again").wait_for()
        client.open(f"sync-backends/{inbox.backend.id}", ".o_form_view .o_form_sheet")
        client.page.click("a[name=events]")
        address = client.page.locator("[name=event_url]")
        assert "/sync/event/" in address.inner_text()
        client.picture(tmp_path / "backend.png")
        assert not client.errors
        wide = client.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"]
    assert inbox.wait()["done"] == 1
