import base64
import json

from odoo.tests import tagged

from odoo.addons.sync_base.lib.errors import Invalid, NotFound
from odoo.addons.sync_whmcs.tests.billing import BillingCase, FakeBilling
from odoo.addons.sync_whmcs_helpdesk.lib.reads import TicketOptions

STATUSES = ("Open", "Answered", "Customer-Reply", "On Hold", "In Progress", "Closed")


class FakeTickets(FakeBilling):
    """A client that also has tickets, in memory; ids are text, as WHMCS has them.

    ``lost`` names actions whose reply is lost once, after they took effect.
    """

    def __init__(self):
        super().__init__()
        self.tickets_kept, self.posted, self.lost = {}, [], {}
        self.contents = {}
        self.number, self.clock = 100, 0
        self.tickets = TicketOptions()

    def call(self, action, *, repeatable=True, **parameters):
        reply = super().call(action, repeatable=repeatable, **parameters)
        if not repeatable or action == "UpdateTicket":
            self.posted.append((action, parameters))
        if error := self.lost.pop(action, None):
            raise error
        return reply

    def _id(self):
        self.number += 1
        return str(self.number)

    def _now(self):
        self.clock += 1
        return f"2026-10-05 12:{self.clock // 60:02}:{self.clock % 60:02}"

    def _row(self, ticket):
        left_out = ("replies", "notes", "message", "files")
        row = {key: value for key, value in ticket.items() if key not in left_out}
        return {**row, "c": "secret", "attachments": [[]]}

    def GetTickets(self, parameters):
        found = sorted(
            self.tickets_kept.values(), key=lambda each: each["lastreply"], reverse=True
        )
        for key, name in (("clientid", "userid"), ("subject", "subject")):
            if parameters.get(key):
                found = [each for each in found if parameters[key] in each[name]]
        rows = [self._row(each) for each in found]
        return self._list(rows, "tickets", "ticket", parameters)

    def GetTicket(self, parameters):
        ticket = self.tickets_kept.get(str(parameters["ticketid"]))
        if not ticket:
            raise NotFound("Ticket ID Not Found")
        opening = {
            "replyid": "0",
            "message": ticket["message"],
            "date": ticket["date"],
            **self._files(ticket),
        }
        replies = [
            {**each, "replyid": each["id"], **self._files(each)}
            for each in ticket["replies"]
        ]
        notes = [
            {**each, "noteid": each["id"], **self._files(each)}
            for each in ticket["notes"]
        ]
        return {
            "result": "success",
            **self._row(ticket),
            "ticketid": ticket["id"],
            "replies": {"reply": [opening, *replies]},
            "notes": {"note": notes} if notes else "",
        }

    @staticmethod
    def _files(message):
        files = [
            {"filename": name, "index": at} for at, name in enumerate(message["files"])
        ]
        return {"attachments": files or [[]], "attachments_removed": False}

    def GetTicketAttachment(self, parameters):
        key = tuple(str(parameters[name]) for name in ("type", "relatedid", "index"))
        if key not in self.contents:
            raise Invalid("Invalid Attachment Index")
        data = base64.b64encode(self.contents[key]).decode()
        return {"result": "success", "filename": "x", "data": data}

    def GetPaymentMethods(self, parameters):
        return {"result": "success", "paymentmethods": ""}

    def GetSupportDepartments(self, parameters):
        found = [{"id": "1", "name": "Sales"}, {"id": "2", "name": "Technik &amp; Co"}]
        return {"result": "success", "departments": {"department": found}}

    def GetSupportStatuses(self, parameters):
        found = [{"title": title} for title in STATUSES]
        return {"result": "success", "statuses": {"status": found}}

    def _ticket_of(self, parameters):
        ticket = self.tickets_kept.get(str(parameters["ticketid"]))
        if not ticket:
            raise NotFound("Ticket ID Not Found")
        return ticket

    def OpenTicket(self, parameters):
        if not parameters.get("subject"):
            raise Invalid("Subject is required")
        number = self.open_ticket(
            parameters["subject"],
            parameters["message"],
            userid=str(parameters.get("clientid", "0")),
            deptid=str(parameters["deptid"]),
            priority=parameters["priority"],
            files=_names(parameters),
        )
        return {"result": "success", "id": number, "tid": f"T{number}", "c": "secret"}

    def UpdateTicket(self, parameters):
        ticket = self._ticket_of(parameters)
        ticket.update({k: v for k, v in parameters.items() if k != "ticketid"})
        return {"result": "success", "ticketid": ticket["id"]}

    def AddTicketReply(self, parameters):
        self._ticket_of(parameters)
        admin = "Boss" if parameters.get("adminusername") else ""
        self.reply(
            str(parameters["ticketid"]),
            parameters["message"],
            admin=admin,
            status=parameters.get("status"),
            files=_names(parameters),
        )
        return {"result": "success"}

    def AddTicketNote(self, parameters):
        self._ticket_of(parameters)
        self.note(str(parameters["ticketid"]), parameters["message"])
        return {"result": "success"}

    def CreateInvoice(self, parameters):
        items, at = [], 1
        while f"itemdescription{at}" in parameters:
            amount = parameters[f"itemamount{at}"]
            taxed = parameters[f"itemtaxed{at}"]
            items.append((parameters[f"itemdescription{at}"], amount, taxed, "", 0))
            at += 1
        number = int(self._id())
        self.invoice(
            number,
            *items,
            userid=int(parameters["userid"]),
            notes=parameters["notes"],
            date=parameters["date"],
            duedate=parameters["duedate"],
            taxrate="0.000",
        )
        return {"result": "success", "invoiceid": str(number)}

    # -- what tests do in WHMCS ------------------------------------------------

    def open_ticket(self, subject, message, userid="7", files=(), **values):
        number, now = self._id(), self._now()
        self.tickets_kept[number] = {
            "id": number,
            "tid": f"T{number}",
            "deptid": "1",
            "userid": userid,
            "name": "Ida Ibsen",
            "email": "ida@aeroweb.example",
            "date": now,
            "lastreply": now,
            "subject": subject,
            "status": "Open",
            "priority": "Medium",
            "admin": "",
            "message": message,
            "replies": [],
            "notes": [],
            "files": list(files),
            **values,
        }
        return number

    def reply(self, number, message, admin="", status=None, files=(), **values):
        ticket = self.tickets_kept[number]
        now = self._now()
        reply = {
            "id": self._id(),
            "userid": ticket["userid"],
            "contactid": "0",
            "name": "",
            "email": "",
            "date": now,
            "message": message,
            "admin": admin,
            "files": list(files),
            **values,
        }
        ticket["replies"].append(reply)
        default = "Answered" if admin else "Customer-Reply"
        ticket |= {"lastreply": now, "status": status or default}
        return reply["id"]

    def note(self, number, message):
        note = {
            "id": self._id(),
            "date": self._now(),
            "message": message,
            "admin": "Boss",
            "files": [],
        }
        self.tickets_kept[number]["notes"].append(note)
        return note["id"]


def _names(parameters):
    if "attachments" not in parameters:
        return []
    return [
        each["name"] for each in json.loads(base64.b64decode(parameters["attachments"]))
    ]


@tagged("post_install", "-at_install")
class TicketCase(BillingCase):
    """A WHMCS with tickets; nobody here is a fan of mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        cls.env.user.group_ids |= cls.env.ref("hr_timesheet.group_timesheet_manager")
        cls.env.user.group_ids |= cls.env.ref("project.group_project_manager")
        cls.env["hr.employee"].create(
            {
                "name": "Worker",
                "user_id": cls.env.user.id,
                "company_id": cls.backend.company_id.id,
            }
        )
        cls.backend.write({"whmcs_tickets": True, "whmcs_admin_username": "boss"})
        cls.whmcs = FakeTickets()

    def setUp(self):
        super().setUp()
        self.pull()
        self.backend.action_whmcs_load_ticket_choices()

    def ticket(self, number):
        binding = self.binding("ticket", number)
        return self.env["helpdesk.ticket"].browse(binding.res_id or [])

    def message(self, kind, number):
        binding = self.binding(kind, number)
        return self.env["mail.message"].browse(binding.res_id or [])

    def stage(self, name):
        return self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")

    def posted(self, action):
        return [parameters for name, parameters in self.whmcs.posted if name == action]

    def open_issues(self):
        domain = [("backend_id", "=", self.backend.id), ("state", "=", "open")]
        return self.env["sync.issue"].search(domain)
