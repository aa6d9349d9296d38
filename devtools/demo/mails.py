"""Mails of leads: what prospects write, what our people answer, and what is odd."""

from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from .company import MAILBOX

LEAD = "Web site of a hotel"
OTHER = "Rack for a laboratory"
GONE = 4711
ROOMS = b"Room;Beds;Price\nFaro;2;120\nMar;4;180\n"


def exchange_mails(rpc, team, leads):
    """Have a prospect and our people write to each other, and strangers write."""
    address = ("crm_integria.lead_mailbox", MAILBOX)
    rpc.call("ir.config_parameter", "set_param", *address)
    hotel = Thread(rpc, leads[LEAD], "Marta Gil <marta@hotel-faro.example>")
    hotel.receive(
        6,
        "Web site of our hotel",
        "Hello,\n\nwe have 24 rooms and a web site from 2012. Can you host a new one "
        "that shows free rooms? The list is attached.\n\nMarta Gil",
        file=("rooms.csv", ROOMS),
    )
    hotel.send(
        team.rpc("user1"),
        5,
        "Dear Marta,\n\nyes: shared hosting is enough for 24 rooms. The offer is "
        "attached, with a test site for a month.\n\nJonas",
        file=("offer.txt", b"Shared hosting, 24 rooms: DKK 22,000 a year\n"),
    )
    hotel.receive(
        2,
        "Re: Web site of our hotel",
        "Thank you Jonas, we compare it with two others and call on Friday.\n\nMarta",
    )
    hotel.note(
        team.rpc("manager1"), 1, "They know our price at Hotel Mar. Give 5 % at most."
    )
    rack = Thread(rpc, leads[OTHER], "Dr. Eva Stein <eva@stein-labor.example>")
    rack.receive(
        3, "Cooling", "How many kilowatts can you cool in half a rack?\n\nEva Stein"
    )
    rack.send(team.rpc("manager1"), 2, "Up to six, on two feeds.\n\nMette")
    _odd_mails(rpc, rack)


def _odd_mails(rpc, rack):
    """Mails that are marked, or filed nowhere and kept for an administrator."""
    stranger = Thread(rpc, rack.lead, "Buyer <buyer@freemail.example>")
    stranger.receive(1, "Re: Cooling", "I am Eva's colleague. What does it cost?")
    rack.receive(
        1,
        "Out of office",
        "I am back on Monday.",
        headers={"Auto-Submitted": "auto-replied"},
    )
    lost = Thread(rpc, GONE, "Old Customer <old@there.example>")
    lost.receive(1, "Re: Offer", "Is the offer of last year still good?")


class Thread:
    """Mails about one lead with one prospect, days ago.

    :param who: name and address of the prospect
    """

    def __init__(self, rpc, lead, who):
        self.rpc, self.lead, self.who = rpc, lead, who

    def receive(self, days, subject, text, file=None, headers=None):
        """Have a mail arrive in the mailbox of leads."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self.who, MAILBOX
        mail["Subject"] = f"[Lead#{self.lead}] {subject}"
        mail["Date"] = format_datetime(_ago(days))
        domain = self.who.partition("@")[2].strip(">")
        mail["Message-Id"] = f"<{self.lead}.{days}.{len(text)}@{domain}>"
        for name, value in (headers or {}).items():
            mail[name] = value
        mail.set_content(text)
        mail.add_alternative(_html(text), subtype="html")
        if file:
            name, content = file
            mail.add_attachment(content.decode(), subtype="csv", filename=name)
        self.rpc.call("mail.thread", "message_process", False, mail.as_string())

    def send(self, person, days, text, file=None):
        """Answer as one of our people; the mail goes out.

        :param person: `Rpc` of who answers
        """
        self._post(
            person,
            days,
            text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            outgoing_email_to=self.who,
            attachment_ids=[self._attach(person, *file)] if file else [],
        )

    def note(self, person, days, text):
        """Write something for colleagues."""
        self._post(person, days, text, subtype_xmlid="mail.mt_note")

    def _post(self, person, days, text, **values):
        date = _ago(days).strftime("%Y-%m-%d %H:%M:%S")
        values |= {"body": _html(text), "body_is_html": True, "date": date}
        person.call("crm.lead", "message_post", [self.lead], **values)

    def _attach(self, person, name, content):
        place = {"res_model": "crm.lead", "res_id": self.lead}
        return person.create("ir.attachment", name=name, raw=content.decode(), **place)


def _html(text):
    return f"<p>{escape(text)}</p>".replace("\n", "<br>")


def _ago(days):
    return datetime.now(timezone.utc) - timedelta(days)
