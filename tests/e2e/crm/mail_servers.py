"""A real SMTP and a real IMAP server on loopback, for the tests of mail."""

import imaplib
import os
import subprocess
import sys
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from devtools.ports import free_port

# what the server in memory calls its only account
USER, PASSWORD = "leads", "a password of the mailbox"
PATIENCE = 30


class Kept:
    """Keeps what arrives: ``[(recipients, bytes)]``."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


@contextmanager
def smtp_server():
    """Yield ``(port, Kept)`` of a running SMTP server."""
    kept = Kept()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield server.port, kept
    finally:
        server.stop()


class Mailbox:
    """A mailbox on a running IMAP server."""

    def __init__(self, port):
        self.port = port

    @contextmanager
    def _session(self):
        session = imaplib.IMAP4("127.0.0.1", self.port)
        try:
            session.login(USER, PASSWORD)
            session.select()
            yield session
        finally:
            session.logout()

    def put(self, content):
        """Have a mail (bytes) arrive."""
        with self._session() as session:
            status, _answer = session.append("INBOX", None, None, content)
        assert status == "OK"

    def read(self):
        """Mark what is there as read; the server comes with some mails."""
        with self._session() as session:
            _status, [numbers] = session.search(None, "(UNSEEN)")
            for number in numbers.split():
                session.store(number, "+FLAGS", r"(\Seen)")

    def unread(self):
        with self._session() as session:
            _status, [numbers] = session.search(None, "(UNSEEN)")
        return len(numbers.split())


@contextmanager
def imap_server():
    """Yield the `Mailbox` of an IMAP server, which ends with the block."""
    port = free_port()
    program = os.path.join(os.path.dirname(sys.executable), "pymap")
    services = ["--no-service", "managesieve", "--no-service", "admin"]
    account = ["--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    line = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", *services]
    process = subprocess.Popen(
        [program, *line, "dict", *account],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        mailbox = Mailbox(port)
        _wait(mailbox)
        mailbox.read()
        yield mailbox
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(mailbox):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return mailbox.unread()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
