"""Bad records and bad answers: what is wrong is said, and everything else comes in."""

import xmlrpc.client

import pytest

from ..helpers import Backend, wait_until

# kind of odd record -> words that its issue must have: where and what
WORDS = {
    "no-name": ("name", "empty"),
    "broken-email": ("email", "no at sign.example"),
    "unknown-country": ("country", "XX"),
    "impossible-phone": ("phone", "+45.0000"),
    "long-name": ("companyname", "255", "10,005"),
    "not-utf8": ("companyname", "UTF-8", "f8"),
    "malformed-utf8-error": ("UTF-8",),
    "html-page": ("HTML",),
    "contact-no-name": ("firstname", "lastname", "empty"),
    "contact-broken-email": ("email", "@@no.address"),
    "contact-without-client": ("userid", "client", "9999999"),
}
# how to mend each in WHMCS, and whether Retry or the next pull then brings it in
MENDED = {
    "no-name": ({"firstname": "Now", "lastname": "Named"}, "retry"),
    "broken-email": ({"email": "mended@odd.example"}, "pull"),
    "unknown-country": ({"country": "DK"}, "retry"),
    "impossible-phone": ({"phonenumber": "+45.66123456"}, "retry"),
    "long-name": ({"companyname": "Short Name"}, "retry"),
    "not-utf8": ({"companyname": "Sørensen & Søn"}, "retry"),
    "contact-no-name": ({"firstname": "Now", "lastname": "Named"}, "retry"),
    "contact-broken-email": ({"email": "mended@contact.example"}, "pull"),
    "contact-without-client": ({"userid": 1}, "retry"),
}


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=30, contacts=25, odd_records=True)


@pytest.fixture(scope="module")
def odd(whmcs):
    """The keys of the odd records by their kind."""
    rows = whmcs.state()["odd_records"]
    return {row["kind"]: (row["what"], row["id"]) for row in rows}


@pytest.fixture(scope="module")
def backend(shared_site, whmcs):
    backend = Backend(shared_site, whmcs, page_size=20)
    backend.first_run = backend.wait()
    backend.mended = set()
    return backend


def refusal(call, *arguments):
    """Return what Odoo tells the user who makes a call that must be refused."""
    with pytest.raises(xmlrpc.client.Fault) as caught:
        call(*arguments)
    # a message for the user, and no traceback of a crash
    assert caught.value.faultCode == 2, caught.value.faultString
    return caught.value.faultString


# -- bad records -----------------------------------------------------------------


def test_all_other_records_come_in_and_each_bad_one_has_an_issue(backend):
    backend.assert_equal_to_whmcs()
    assert backend.first_run["state"] == "done"
    left_out = [each for each in backend.open_issues().values() if each == "error"]
    assert backend.first_run["failed"] == len(left_out) == 7


@pytest.mark.parametrize("kind", WORDS)
def test_an_issue_says_what_is_wrong_and_where(backend, odd, kind):
    issue = backend.issue(*odd[kind])
    for word in WORDS[kind]:
        assert word.lower() in issue["reason"].lower()
    # what it is called in WHMCS, and what WHMCS sent
    assert kind in f"{issue['label']} {issue['payload']}"


def test_bad_records_are_not_read_again_in_vain(backend, odd, whmcs):
    whmcs.reset_stats()
    backend.sync()
    # only those that may be well by themselves: the page and the encoding error
    assert whmcs.stats()["calls"]["GetClientsDetails"] <= 4 + 1
    assert backend.issue(*odd["html-page"])["times"] == 2


@pytest.mark.parametrize("kind", MENDED)
def test_a_record_mended_in_whmcs_comes_in(backend, odd, whmcs, kind):
    key, (values, way) = odd[kind], MENDED[kind]
    (issue,) = backend.rpc.call(
        "sync.issue",
        "search",
        [["kind", "=", key[0]], ["remote_id", "=", key[1]], ["state", "=", "open"]],
    )
    whmcs.edit(*key, **values)
    if way == "retry":
        action = backend.rpc.call("sync.issue", "action_retry", [issue])
        assert action["params"]["type"] == "success"
    else:
        backend.sync()
    assert backend.rpc.read("sync.issue", issue, "state")["state"] == "solved"
    backend.mended.add(key)
    backend.assert_equal_to_whmcs(mended=backend.mended)


def test_retry_in_vain_says_so_and_keeps_the_issue(backend, odd):
    number = backend.issue(*odd["malformed-utf8-error"])["id"]
    action = backend.rpc.call("sync.issue", "action_retry", [number])
    assert action["params"]["type"] == "warning"
    assert backend.issue(*odd["malformed-utf8-error"])["id"] == number


def test_a_dismissed_issue_does_not_come_up_again(site, connect):
    backend = connect(clients=10, contacts=0, odd_records=True)
    backend.wait()
    # left out for good, came in in part, and left out until its client comes in
    keys = {("client", 11), ("client", 12), ("contact", 13)}
    issues = [backend.issue(*key)["id"] for key in keys]
    site.rpc.call("sync.issue", "action_dismiss", issues)
    backend.sync()
    assert not keys & backend.open_issues().keys()
    # unless there is something else the matter
    backend.simulator.edit("client", 11, lastname="x" * 300)
    backend.sync()
    assert "255" in backend.issue("client", 11)["reason"]


# -- bad lists -------------------------------------------------------------------


def test_a_whmcs_that_ignores_limitstart_is_read_whole(connect):
    backend = connect(
        clients=30, contacts=25, quirk="ignore-limitstart", backend={"page_size": 10}
    )
    run = backend.wait()
    assert run["state"] == "done"
    lists = {("client", "*"): "warning", ("contact", "*"): "warning"}
    backend.assert_equal_to_whmcs(also_open=lists)
    for key in lists:
        assert "limitstart" in backend.issue(*key)["reason"]

    # once WHMCS behaves, that is no longer an issue
    backend.simulator.set_quirks()
    backend.sync()
    backend.assert_equal_to_whmcs()


def test_without_the_log_a_pull_works_and_says_what_is_missing(connect):
    backend = connect(clients=6, contacts=3)
    backend.wait()
    backend.simulator.set_access(denied_actions=["GetActivityLog"])
    backend.simulator.edit("client", 1, email="seen@list.example", city="Hidden")
    assert backend.sync()["state"] == "done"
    backend.assert_equal_to_whmcs(also_open={("client", "*"): "warning"})
    assert "getactivitylog" in backend.issue("client", "*")["reason"].lower()

    backend.simulator.set_access(denied_actions=[])
    backend.sync()
    backend.assert_equal_to_whmcs()


# -- bad answers -----------------------------------------------------------------


def test_pages_in_place_of_json_fail_the_run_and_lose_nothing(connect):
    backend = connect(clients=40, contacts=20, latency=0.05, backend={"page_size": 5})
    wait_until(lambda: backend.rpc.count("sync.binding") >= 10, "bindings", pause=0.02)
    backend.simulator.set_faults({"kind": "html"})
    run = backend.wait()
    assert run["state"] == "failed"
    assert "HTML" in run["message"]
    assert "HTML" in backend.read("last_error")["last_error"]
    before = backend.rpc.count("sync.binding")
    assert 0 < before < 40
    # this is a fault that passes: the backend goes on at its interval
    assert backend.read("state")["state"] == "running"

    backend.simulator.set_faults()
    assert backend.sync()["state"] == "done"
    backend.assert_equal_to_whmcs()
    assert not backend.read("last_error")["last_error"]


def test_retry_while_whmcs_is_away_tells_so_and_changes_nothing(connect):
    backend = connect(clients=5, contacts=2, odd_records=True)
    backend.wait()
    backend.simulator.set_faults({"kind": "html"})
    for key in (("contact", 12), ("client", 11)):
        before = backend.issue(*key)
        retry = ("sync.issue", "action_retry", [before["id"]])
        assert "HTML" in refusal(backend.rpc.call, *retry)
        assert backend.issue(*key) == before


# -- refused ---------------------------------------------------------------------


def test_a_refused_secret_stops_the_backend_until_it_is_corrected(connect):
    backend = connect(clients=8, contacts=4)
    backend.wait()
    backend.simulator.set_access(secret="a new secret")
    backend.simulator.edit("client", 1, city="Changed Meanwhile")
    backend.simulator.reset_stats()
    run = backend.sync()
    assert run["state"] == "failed"
    assert "credentials" in run["message"]
    # asking again and again gets addresses banned
    assert backend.simulator.stats()["total_calls"] == 1
    told = backend.read("state", "last_error")
    assert told["state"] == "stopped"
    assert "credentials" in told["last_error"]
    assert "Start it" in refusal(backend.press, "action_sync_now")
    assert "credentials" in refusal(backend.press, "action_test_connection")
    assert backend.read("state")["state"] == "stopped"

    backend.write(whmcs_secret_input="a new secret")
    action = backend.press("action_test_connection")
    assert action["params"]["type"] == "success"
    assert backend.read("state", "last_error")["state"] == "running"
    assert backend.wait()["state"] == "done"
    backend.assert_equal_to_whmcs()
    assert not backend.read("last_error")["last_error"]


def test_a_right_missing_in_the_middle_of_a_pull_stops_the_backend(connect):
    backend = connect(clients=8, contacts=4)
    backend.wait()
    backend.simulator.set_access(denied_actions=["GetContacts"])
    backend.simulator.edit("client", 1, city="Before Contacts")
    run = backend.sync()
    assert run["state"] == "failed"
    assert "getcontacts" in run["message"].lower()
    assert backend.read("state")["state"] == "stopped"


def test_a_refused_address_is_quoted_and_a_key_lets_it_pass(connect):
    backend = connect(clients=2, contacts=0, access_key="open sesame")
    backend.wait()
    backend.simulator.set_access(caller_ip="203.0.113.9", refused_ips=["203.0.113.9"])
    assert "203.0.113.9" in refusal(backend.press, "action_test_connection")
    run = backend.sync()
    assert run["state"] == "failed"
    assert "203.0.113.9" in run["message"]

    backend.write(whmcs_access_key_input="open sesame")
    backend.press("action_test_connection")
    assert backend.wait()["state"] == "done"


def test_the_connection_test_names_all_missing_rights(connect):
    backend = connect(clients=2, contacts=0)
    backend.wait()
    backend.simulator.set_access(denied_actions=["GetContacts", "GetActivityLog"])
    told = refusal(backend.press, "action_test_connection")
    assert "GetContacts" in told
    assert "GetActivityLog" in told
    assert "GetClientsDetails" not in told


def test_a_backend_without_address_fails_with_a_reason(site):
    backend = site.rpc.create("sync.backend", name="No address", system="whmcs")
    site.rpc.call("sync.backend", "action_start", [backend])
    domain = [["backend_id", "=", backend], ["state", "!=", "running"]]
    (run,) = wait_until(
        lambda: site.rpc.search_read("sync.run", domain, "state", "message"), "a run"
    )
    assert run["state"] == "failed"
    assert "https://" in run["message"]


def test_a_backend_can_be_paused_while_it_reads(connect):
    backend = connect(clients=30, contacts=0, latency=0.1, backend={"page_size": 5})
    wait_until(lambda: backend.rpc.count("sync.binding") >= 5, "bindings", pause=0.02)
    backend.simulator.set_latency(1)
    backend.press("action_pause")
    assert backend.read("state")["state"] == "paused"
    assert backend.rpc.count("sync.run", ["state", "=", "running"]) == 1
    backend.simulator.set_latency(0)
    backend.press("action_start")
    assert backend.wait()["state"] == "done"
    backend.assert_equal_to_whmcs()
