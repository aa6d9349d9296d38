"""A neutralised copy of a database speaks to no remote system and mails nobody."""

import time
from contextlib import suppress
from xmlrpc.client import Fault

import pytest
import requests

from devtools import server
from devtools.demo import zoho as demo_zoho
from devtools.demo.economic import start_economic
from devtools.demo.simulator import wait_for_run
from devtools.demo.whmcs import start_whmcs

from ..conftest import running_site, simulators
from ..crm.mail_servers import smtp_server
from ..helpers import wait_until

BUTTONS = ("sync_now", "test_connection", "start")
# how long something could still come
PATIENCE = 5


@pytest.fixture(scope="module")
def remotes():
    few = {"contacts": 5, "odd_records": False}
    with simulators() as start:
        yield {
            "whmcs": start(clients=5, contacts=5),
            "economic": start("tests.simulators.economic", customers=5, contacts=5),
            "zoho": start(
                "tests.simulators.zoho",
                **few,
                deals=3,
                products=3,
                currency="USD",
                provisioned=True,
                no_oauth_limits=True,
            ),
        }


@pytest.fixture
def site(template):
    with running_site(template) as site:
        address = ("web.base.url", site.server.url)
        site.rpc.call("ir.config_parameter", "set_param", *address)
        yield site


def connect(site, remotes):
    """Have a backend of each system, each with its records; return their ids."""
    rpc = site.rpc
    whmcs = start_whmcs(rpc, remotes["whmcs"].url, push_changes=True)
    books = start_economic(rpc, remotes["economic"].url)
    sales = rpc.create("sync.backend", **demo_zoho.values(remotes["zoho"].url))
    demo_zoho.connect(rpc, site.server.url, site.server.database, sales)
    rpc.call("sync.backend", "action_start", [sales])
    backends = [whmcs, books, sales]
    rpc.call("sync.backend", "write", backends, {"push_changes": True})
    for backend in backends:
        assert wait_for_run(rpc, backend)["state"] == "done"
    return backends


def change_all(rpc):
    """Change what is tied, as people who try something in the copy do."""
    domain = [["res_model", "=", "res.partner"], ["res_id", ">", 0]]
    partners = {
        row["res_id"] for row in rpc.search_read("sync.binding", domain, "res_id")
    }
    assert len(partners) > 10
    rpc.call("res.partner", "write", list(partners), {"city": "Nowhere"})


def send_mail(site):
    addresses = {"email_from": "us@ours.example", "email_to": "ada@kunde.example"}
    site.rpc.create("mail.mail", subject="A copy", **addresses)
    cron = site.ref("mail.ir_cron_mail_scheduler_action")
    site.rpc.call("ir.cron", "method_direct_trigger", [cron])


def test_it_talks_to_nobody(site, remotes):
    with smtp_server() as (port, kept):
        demo_zoho.send_mails_to(site.rpc, port)
        send_mail(site)
        wait_until(lambda: kept.mails, "the mail")
        backends = connect(site, remotes)
        addresses = site.rpc.read("sync.backend", backends, "event_url")
        site.server.stop()
        server.neutralise(site.server.database)
        before = {name: each.stats()["calls"] for name, each in remotes.items()}
        site.server.start()
        change_all(site.rpc)
        for backend in backends:
            for button in BUTTONS:
                # each says what is missing, as there are no secrets any more
                with suppress(Fault):
                    site.rpc.call("sync.backend", f"action_{button}", [backend])
        for row in addresses:
            reply = requests.post(row["event_url"], json={}, timeout=30)
            assert reply.status_code == 403
        send_mail(site)
        site.wake_scheduler()
        time.sleep(PATIENCE)
        after = {name: each.stats()["calls"] for name, each in remotes.items()}
        assert after == before
        assert len(kept.mails) == 1
    # nor has anything been lost
    assert site.rpc.count("sync.binding", ["backend_id", "in", backends]) > 10
