"""Real SMTP and IMAP servers on loopback and a small POP one, for tests of mail."""

import imaplib
import os
import socketserver
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread

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


class Piped:
    """Gives what arrives to a program, as a mail server does for an alias."""

    def __init__(self, line):
        self.line = line

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content
        done = subprocess.run(self.line, input=content, capture_output=True)
        return "554 refused" if done.returncode else "250 OK"


@contextmanager
def smtp_server(handler=None):
    """Yield ``(port, handler)`` of a running SMTP server, `Kept` if none is given."""
    handler = handler or Kept()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield server.port, handler
    finally:
        server.stop()


class Pop(socketserver.StreamRequestHandler):
    """One session of POP3 (RFC 1939): what is deleted goes when the client quits."""

    def handle(self):
        self.deleted = set()
        self.answer("+OK ready")
        for line in self.rfile:
            name, *arguments = line.decode().split()
            if not hasattr(self, f"do_{name.lower()}"):
                self.answer("-ERR unknown command")
            elif getattr(self, f"do_{name.lower()}")(*arguments):
                return

    def answer(self, *lines):
        for line in lines:
            self.wfile.write(line if isinstance(line, bytes) else line.encode())
            self.wfile.write(b"\r\n")

    @property
    def mails(self):
        return self.server.mails

    def do_user(self, name):
        self.user = name
        self.answer("+OK")

    def do_pass(self, *words):
        # the password may hold spaces
        right = (self.user, " ".join(words)) == (USER, PASSWORD)
        self.answer("+OK" if right else "-ERR wrong password")

    def do_stat(self):
        self.answer(f"+OK {len(self.mails)} {sum(map(len, self.mails))}")

    def do_list(self):
        sizes = enumerate(map(len, self.mails), start=1)
        self.answer("+OK", *(f"{number} {size}" for number, size in sizes), ".")

    def do_retr(self, number):
        lines = self.mails[int(number) - 1].splitlines()
        stuffed = [b"." + line if line.startswith(b".") else line for line in lines]
        self.answer("+OK", *stuffed, ".")

    def do_dele(self, number):
        self.deleted.add(int(number) - 1)
        self.answer("+OK")

    def do_quit(self):
        kept = [x for n, x in enumerate(self.mails) if n not in self.deleted]
        self.mails[:] = kept
        self.answer("+OK")
        return True


@contextmanager
def pop_server():
    """Yield ``(port, mails)`` of a POP3 server: a list of bytes, which it empties."""

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True
        mails = []

    with Server(("127.0.0.1", free_port()), Pop) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], server.mails
        finally:
            server.shutdown()


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
