"""Mail of leads through a real SMTP and a real IMAP server: there and back again."""

import email
import email.policy
import smtplib
import sys
from pathlib import Path
from xmlrpc.client import Fault

import pytest

pytest.importorskip("pymap", reason="pymap needs Python 3.11")

import odoo.addons.mail
from odoo.addons.crm_integria.tests import mails

from ..helpers import wait_until
from .conftest import PICTURES
from .mail_servers import PASSWORD, USER, Piped, imap_server, pop_server, smtp_server

ADDRESS = "leads@ours.example"
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def smtp():
    with smtp_server() as (port, kept):
        yield port, kept


@pytest.fixture(scope="module")
def mailbox():
    with imap_server() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def incoming(site, smtp, mailbox):
    """Connect Odoo with both servers; return the id of the incoming one."""
    port, _kept = smtp
    rpc = site.rpc
    for server in rpc.call("ir.mail_server", "search", []):
        rpc.call("ir.mail_server", "unlink", [server])
    rpc.create(
        "ir.mail_server",
        name="Out",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_encryption="none",
    )
    incoming = rpc.create(
        "fetchmail.server",
        name="Leads",
        server_type="imap",
        server="127.0.0.1",
        port=mailbox.port,
        user=USER,
        password=PASSWORD,
        crm_lead_mailbox=True,
    )
    page = rpc.create("res.config.settings", crm_lead_mailbox=ADDRESS)
    rpc.call("res.config.settings", "execute", [page])
    shown = rpc.call("res.config.settings", "action_crm_test_mailbox", [page])
    assert shown["params"]["type"] == "success"
    return incoming


@pytest.fixture
def lead(site, incoming):
    (owner,) = site.rpc.call("res.users", "search", [["login", "=", "user1"]])
    return site.rpc.create(
        "crm.lead",
        name="Bakery",
        type="opportunity",
        contact_name="Ana",
        email_from="ana@bakery.example",
        user_id=owner,
    )


def filed(site, lead):
    domain = [
        ["model", "=", "crm.lead"],
        ["res_id", "=", lead],
        ["message_type", "=", "email"],
    ]
    return site.rpc.search_read(
        "mail.message", domain, "body", "subject", "attachment_ids", order="id"
    )


def fetch(site, unread):
    """Have Odoo read its mailboxes until nothing is ``unread()`` in one."""
    cron = site.ref("mail.ir_cron_mail_gateway_action")

    def fetched():
        try:
            site.rpc.call("ir.cron", "method_direct_trigger", [cron])
        except Fault:
            # it is being executed
            return False
        return not unread()

    wait_until(fetched, "the mails")


def test_there_and_back(open_client, site, smtp, mailbox, incoming, lead):
    _port, kept = smtp
    client = open_client("user1")
    page = client.page
    client.open(f"crm-leads/{lead}", ".o_form_view .o_field_widget[name=name]")
    page.click("button[name=action_crm_reply]")
    page.wait_for_selector(".modal .o_field_widget[name=body]")
    page.fill(".modal [name=body] .odoo-editor-editable", "We offer it")
    page.click(".modal button[name=action_send_mail]")
    page.wait_for_selector(".modal", state="detached")
    # colleagues that follow the lead are told in mails of their own
    [(recipients, content)] = wait_until(
        lambda: [each for each in kept.mails if "ana@bakery.example" in each[0]],
        "the mail",
    )
    sent = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert "We offer it" in sent.get_body(("html",)).get_content()
    assert sent["Subject"] == f"[Lead#{lead}] Commercial information"
    assert ADDRESS in sent["Cc"]
    assert set(recipients) == {"ana@bakery.example", ADDRESS}
    told = [
        ["mail_message_id.res_id", "=", lead],
        ["res_partner_id.email", "=", "ana@bakery.example"],
    ]
    [state] = site.rpc.search_read("mail.notification", told, "notification_status")
    assert state["notification_status"] == "sent"
    # our own copy comes into the mailbox, as it was and with another Message-Id
    mailbox.put(content)
    del sent["Message-Id"]
    sent["Message-Id"] = "<rewritten@provider.example>"
    mailbox.put(sent.as_bytes())
    fetch(site, mailbox.unread)
    assert not filed(site, lead)
    # the answer comes from a program that forgets what it answers
    mailbox.put(mails.outlook(lead))
    fetch(site, mailbox.unread)
    [answer] = filed(site, lead)
    assert "br\xf8d" in answer["body"]
    client.open(f"crm-leads/{lead}", ".o-mail-Message:has-text('I want it')")
    client.picture(PICTURES / "crm-lead-answered.png")


def test_mails_of_programs(site, mailbox, incoming, lead):
    forms = (mails.gmail, mails.apple, mails.thunderbird, mails.broken)
    for form in forms:
        # each lead has these mails once, by their Message-Ids
        mailbox.put(form(lead).replace(b"there.example>", b"%d.example>" % lead))
    fetch(site, mailbox.unread)
    found = filed(site, lead)
    assert len(found) == len(forms)
    assert all("I want it" in each["body"] for each in found)


def test_twenty_mebibytes(site, mailbox, incoming, lead):
    mailbox.put(mails.large(lead, 20 * MEBIBYTE))
    fetch(site, mailbox.unread)
    [answer] = filed(site, lead)
    [attachment] = site.rpc.read(
        "ir.attachment", answer["attachment_ids"], "name", "file_size"
    )
    assert (attachment["name"], attachment["file_size"]) == (
        "plan.bin",
        20 * MEBIBYTE,
    )


def test_no_such_lead(site, mailbox, incoming):
    mailbox.put(mails.gmail(999999999).replace(b"<gmail@", b"<unknown@"))
    fetch(site, mailbox.unread)
    [kept] = site.rpc.search_read(
        "crm.lead.mail", [["outcome", "=", "unknown"]], "subject", "original"
    )
    assert "[Lead#999999999]" in kept["subject"]
    assert kept["original"]


def test_from_a_pop_mailbox(site, incoming, lead):
    with pop_server() as (port, arrived):
        server = site.rpc.create(
            "fetchmail.server",
            name="Leads by POP",
            server_type="pop",
            server="127.0.0.1",
            port=port,
            user=USER,
            password=PASSWORD,
            crm_lead_mailbox=True,
        )
        site.rpc.call("fetchmail.server", "button_confirm_login", [server])
        arrived.append(mails.gmail(lead).replace(b"<gmail@", b"<pop@"))
        fetch(site, lambda: arrived)
        site.rpc.call("fetchmail.server", "unlink", [server])
    [answer] = filed(site, lead)
    assert "I want it" in answer["body"]


def test_through_an_alias(site, incoming, lead):
    """The mailbox is an address that a mail server pipes to Odoo's own program."""
    program = Path(odoo.addons.mail.__file__).parent / "static/scripts/odoo-mailgate.py"
    url, port = site.server.url.rsplit(":", 1)
    host = ["--host", url.split("//")[1], "--port", port]
    who = ["-d", site.server.database, "-u", str(site.rpc.uid), "-p", "admin"]
    piped = Piped([sys.executable, str(program), *host, *who])
    with (
        smtp_server(piped) as (there, _piped),
        smtplib.SMTP("127.0.0.1", there) as smtp,
    ):
        sent = mails.gmail(lead).replace(b"<gmail@", b"<alias@")
        smtp.sendmail("ana@bakery.example", [ADDRESS], sent)
    [answer] = filed(site, lead)
    assert "I want it" in answer["body"]
