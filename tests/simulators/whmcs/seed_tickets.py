"""Seeded departments, statuses and tickets, with a random generator of their own."""

import gc
import random
from datetime import datetime, timedelta

from tests.simulators.whmcs.billing_models import Domain, Service
from tests.simulators.whmcs.installation import ADMIN_ID
from tests.simulators.whmcs.odd_records import ODD_CLIENT_IDS
from tests.simulators.whmcs.support import STAFF
from tests.simulators.whmcs.ticket_models import (
    Department,
    Ticket,
    TicketNote,
    TicketReply,
    TicketStatus,
)

# the administrator of the API belongs to all but the last one
DEPARTMENTS = ("Support", "Sales & Billing", "Domænenavne", 'Abuse "24/7"')
STATUSES = {
    "Closed": 60,
    "Answered": 12,
    "Customer-Reply": 8,
    "Open": 8,
    "On Hold": 3,
    "In Progress": 4,
    "Completed & Invoiced": 3,
    "waiting for parts": 2,
}
PRIORITY_WEIGHTS = {"Low": 15, "Medium": 70, "High": 15}
SUBJECTS = (
    "Cannot send mail",
    "Invoice question",
    'Error "500" on my site',
    "Domain transfer & DNS",
    "Forgot password",
    "Størrelse på postkasse",
    "Upgrade <Business> package",
    "Slow website",
    "Re: Re: Backup, please",
)
MESSAGES = (
    'Hello,\r\n\r\nI cannot send mail any more. The error is "550 <relay>".\r\n\r\nBye',
    "Dear support,\r\n\r\nthe price & the invoice don't match.\r\n\r\nKind regards",
    "Hej,\r\n\r\nvores hjemmeside på example.com er langsom. Æøå virker heller ikke.",
    "Nothing works!!!",
    "See the file.\r\n\r\n> On Monday you wrote:\r\n> We have restarted it.",
    "Grüße aus München, die Umlaute fehlen: äöüß €",
)
ANSWERS = (
    "Hello,\r\n\r\nplease try again, it is **solved** now.\r\n\r\n"
    "* restarted the `mail` service\r\n* raised the limit\r\n\r\nBest regards",
    "Hi,\r\n\r\nwe need your *customer number* first.\r\n\r\n---\r\nSupport & Sales",
    "See [our guide](https://docs.example/?a=1&b=2).\r\n\r\n"
    "```\r\nif (a < b && c > d) { echo 'ok'; }\r\n```",
)
NOTES = (
    "Called the client, will call back.\r\nBill 1.5 h",
    "See <internal> wiki & ticket of last year",
)
GUESTS = (
    ("Anna Müller", "anna@guests.example"),
    ("O'Brien & Co", "info@guests.example"),
)
# the smallest PNG, so that what shows images can show it
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
FILES = (
    ("screenshot.png", PIXEL),
    ("log_of_mail.txt", "Fejl på linje 7\n".encode()),
    ("faktura æøå & co.pdf", b"%PDF-1.4\n%%EOF\n"),
    ("empty.log", b""),
)
FIRST_DAY = datetime(2014, 1, 1, 8)
SECONDS = 11 * 365 * 86400


def seed_tickets(store, departments, tickets, seed=1):
    """Add departments, two more statuses, and tickets for a seeded store."""
    gc.disable()
    try:
        rng = random.Random(f"tickets {seed}")
        support = store.support
        support.random.seed(f"ticket numbers {seed}")
        _set_up(support, departments)
        odd = ODD_CLIENT_IDS & set(store.odd_clients)
        clients = [c for c in store.clients.values() if c.id not in odd]
        seeder = TicketSeeder(store, clients, tickets, rng)
        for _ in range(tickets):
            support.insert(seeder.ticket())
    finally:
        gc.enable()


def _set_up(support, count):
    support.departments.clear()
    for number in range(1, count + 1):
        name, turn = DEPARTMENTS[(number - 1) % len(DEPARTMENTS)], number // 5
        name = f"{name} {turn + 1}" if turn else name
        assigned = number < count or count == 1
        support.insert(Department(number, name, assigned))
    support.insert(TicketStatus(7, "Completed & Invoiced", "#445566", active=False))
    support.insert(TicketStatus(8, "waiting for parts", "#aa7700"))


class TicketSeeder:
    def __init__(self, store, clients, count, rng):
        self._store = store
        self._support = store.support
        self._clients = clients
        self._rng = rng
        self._count = max(count, 1)
        self._departments = list(self._support.departments)
        self._staff = list(STAFF.values())

    def ticket(self):
        """The next ticket with its replies and notes; dates rise with the ids."""
        rng, support = self._rng, self._support
        ticket_id = support.new_id(Ticket)
        opened = FIRST_DAY + timedelta(seconds=SECONDS * ticket_id // self._count)
        status = _weighted(rng, STATUSES)
        ticket = Ticket(
            ticket_id,
            _text(opened),
            rng.choice(MESSAGES),
            **self._person(),
            tid=support.new_number(ticket_id),
            c=support.new_access_code(),
            deptid=rng.choice(self._departments),
            subject=rng.choice(SUBJECTS),
            status=status,
            priority=_weighted(rng, PRIORITY_WEIGHTS),
            flag=rng.choices((0, ADMIN_ID, 2), (80, 12, 8))[0],
            **self._files(0.15),
        )
        ticket.service = self._service(ticket.userid)
        if rng.random() < 0.03:
            ticket.admin = rng.choice(self._staff)
        if rng.random() < 0.05:
            ticket.cc = "boss@cc.example,second@cc.example"
        moment = self._replies(ticket, opened)
        ticket.lastreply = _text(moment)
        while rng.random() < 0.18:
            moment += timedelta(seconds=rng.randrange(60, 86400))
            ticket.notes.append(self._note(moment))
        return ticket

    def _replies(self, ticket, moment):
        """In turn by the staff and the person; return the moment of the last."""
        rng = self._rng
        count = rng.choices(range(7), (5, 25, 20, 20, 15, 10, 5))[0]
        # who answers last follows from the status
        if ticket.status == "Open":
            count = 0
        elif ticket.status == "Answered":
            count += 1 - count % 2
        elif ticket.status == "Customer-Reply":
            count += 2 - count % 2
        for number in range(count):
            moment += timedelta(seconds=rng.randrange(60, 3 * 86400))
            ticket.replies.append(self._reply(ticket, moment, number % 2 == 0))
        return moment

    def _reply(self, ticket, moment, by_staff):
        rng = self._rng
        reply_id = self._support.new_id(TicketReply)
        reply = TicketReply(reply_id, _text(moment), userid=ticket.userid)
        if by_staff:
            reply.message = rng.choice(ANSWERS)
            reply.admin = rng.choice(self._staff)
            reply.markdown = True
            reply.rating = rng.choices((0, 3, 5), (90, 3, 7))[0]
        else:
            reply.message = rng.choice(MESSAGES)
            reply.contactid = ticket.contactid
            reply.name, reply.email = ticket.name, ticket.email
        for name, value in self._files(0.08).items():
            setattr(reply, name, value)
        return reply

    def _note(self, moment):
        rng = self._rng
        return TicketNote(
            self._support.new_id(TicketNote),
            _text(moment),
            rng.choice(NOTES),
            rng.choice(self._staff),
            **self._files(0.1),
        )

    def _person(self):
        """A client, sometimes a contact of one, or a guest."""
        rng = self._rng
        if not self._clients or rng.random() < 0.1:
            name, email = rng.choice(GUESTS)
            return {"name": name, "email": email}
        client = rng.choice(self._clients)
        contacts = self._store.contacts_of(client.id)
        if contacts and rng.random() < 0.3:
            return {"userid": client.id, "contactid": rng.choice(contacts).id}
        return {"userid": client.id}

    def _service(self, userid):
        """What a client has, for a part of the tickets."""
        rng, billing = self._rng, self._store.billing
        choice = rng.random()
        if userid and choice < 0.4:
            kind = Service if choice < 0.3 else Domain
            records = billing.owned(kind, userid)
            if records:
                return f"{kind.__name__[0]}{rng.choice(records).id}"
        return ""

    def _files(self, share):
        """Now and then one or two files, some of them removed long ago."""
        rng = self._rng
        if rng.random() >= share:
            return {}
        files = rng.sample(FILES, rng.choice((1, 1, 2)))
        return {
            "attachments": tuple(self._support.stored(*file) for file in files),
            "attachments_removed": rng.random() < 0.2,
        }


def _weighted(rng, weights):
    return rng.choices(tuple(weights), tuple(weights.values()))[0]


def _text(moment):
    return f"{moment:%Y-%m-%d %H:%M:%S}"
