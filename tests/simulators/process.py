"""Start a simulator as a process of its own and talk to its control routes."""

import base64
import os
import selectors
import subprocess
import sys
from pathlib import Path

import requests

PROJECT_ROOT = Path(__file__).resolve().parents[2]
READY_MARK = "listening on "
CONTROL_SECONDS = 60


class SimulatorProcess:
    """A running simulator; use it as a context manager.

    Keyword arguments become command line options: `clients=50` is `--clients 50`,
    `odd_records=True` is `--odd-records`, a list repeats the option.
    """

    def __init__(self, module="tests.simulators.whmcs", ready_seconds=60, **options):
        self._command = [sys.executable, "-m", module, *_arguments(options)]
        self._ready_seconds = ready_seconds
        self._process = None
        self._session = requests.Session()
        self.url = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc_info):
        self.stop()

    def start(self):
        """Start the process and wait until it listens."""
        self._process = subprocess.Popen(
            self._command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE
        )
        try:
            self.url = self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """End the process and return its exit code."""
        self._session.close()
        self._process.terminate()
        try:
            code = self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._process.stdout.close()
        return code

    @property
    def pid(self):
        return self._process.pid

    def control(self, name, body=None):
        """GET a control route, or POST `body` to it; return the JSON reply."""
        url = f"{self.url}/_simulator/{name}"
        if body is None:
            reply = self._session.get(url, timeout=CONTROL_SECONDS)
        else:
            reply = self._session.post(url, json=body, timeout=CONTROL_SECONDS)
        if not reply.ok:
            raise ValueError(f"{name}: {reply.text}")
        return reply.json()

    def state(self):
        return self.control("state")

    def records(self, what, ids=None, userid=None):
        """Records as in `state`, but only some; `what` is `invoices`, `tickets`, …"""
        body = {"what": [what], "ids": ids, "userid": userid}
        return self.control("state", body)[what]

    def invoice(self, invoice_id):
        """An invoice with its items and transactions, or None."""
        found = self.records("invoices", ids=[invoice_id])
        return found[0] if found else None

    def add_invoice(self, userid, *items, by="admin", **values):
        """Add an invoice the way people do; each item is a dictionary."""
        values |= {"userid": userid, "items": list(items)}
        return self.edit("invoice", operation="add", by=by, **values)["id"]

    def pay(self, invoice_id, by="admin", **values):
        """Pay an invoice, by default in full; return the transaction's id."""
        reply = self.edit("invoice", invoice_id, "pay", by, **values)
        return reply["transaction_id"]

    def refund(self, transaction_id, by="admin", **values):
        """Refund a payment, by default all; return the new transaction's id."""
        reply = self.edit("transaction", transaction_id, "refund", by, **values)
        return reply["transaction_id"]

    def ticket(self, ticket_id):
        """A ticket with its replies and notes, or None."""
        found = self.records("tickets", ids=[ticket_id])
        return found[0] if found else None

    def open_ticket(self, subject, message, by="client", **values):
        """Open a ticket for `userid`, or for a guest of `name` and `email`."""
        values |= {"subject": subject, "message": message}
        return self.edit("ticket", operation="add", by=by, **values)["id"]

    def reply(self, ticket_id, message, by="client", **values):
        """Answer a ticket, also with a `status`; return the reply's id."""
        values |= {"message": message}
        return self.edit("ticket", ticket_id, "reply", by, **values)["reply_id"]

    def note(self, ticket_id, message, by="admin", **values):
        """Add a note of the staff to a ticket; return the note's id."""
        values |= {"message": message}
        return self.edit("ticket", ticket_id, "note", by, **values)["note_id"]

    def stats(self):
        return self.control("stats")

    def reset_stats(self):
        return self.control("reset-stats", {})

    def set_faults(self, *faults):
        """Put these faults in force instead of all earlier ones."""
        return self.control("faults", {"faults": list(faults)})

    def set_latency(self, seconds):
        return self.control("latency", {"seconds": seconds})

    def set_quirks(self, *names):
        """Put these quirks in force instead of all earlier ones."""
        return self.control("quirks", {"quirks": list(names)})

    def set_access(self, **settings):
        return self.control("access", settings)

    def edit(self, what, record_id=None, operation="update", by="admin", **values):
        """Change a record the way people do inside the remote system."""
        body = {"what": what, "operation": operation, "values": values, "by": by}
        if record_id is not None:
            body["id"] = record_id
        return self.control("edit", body)

    def _wait_until_ready(self):
        output = self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            if not selector.select(self._ready_seconds):
                raise TimeoutError(f"not ready in {self._ready_seconds} s")
        line = os.fsdecode(output.readline())
        if not line.startswith(READY_MARK):
            raise RuntimeError(f"simulator did not start: {line!r}")
        return line.removeprefix(READY_MARK).strip()


def file(name, data):
    """An attachment of the control routes out of bytes."""
    return {"filename": name, "data": base64.b64encode(data).decode()}


def _arguments(options):
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            yield option
        elif isinstance(value, (list, tuple)):
            for item in value:
                yield from (option, str(item))
        elif value is not None and value is not False:
            yield from (option, str(value))
