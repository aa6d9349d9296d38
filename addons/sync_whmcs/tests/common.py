import base64
from unittest.mock import patch

import phpserialize

from odoo.tests import TransactionCase, tagged

from odoo.addons.sync_base.lib.errors import Invalid, NotFound
from odoo.addons.sync_base.tests.common import FromMemory, WorkingBackend
from odoo.addons.sync_whmcs.lib.client import WhmcsClient
from odoo.addons.sync_whmcs.lib.reply import Reply


class FakeWhmcs(FromMemory, WhmcsClient):
    """A client that answers from memory instead of the network.

    ``clients`` and ``contacts`` are lists of dicts; ``errors`` maps an action, or an
    action and a client id, to the error to raise. ``log`` is the activity log.
    """

    def __init__(self):
        super().__init__("https://whmcs.example", "identifier", "secret")
        self.clients, self.contacts, self.log, self.errors = [], [], [], {}
        self.groups, self.currencies = [], ["USD", "EUR"]
        self.called, self.sent = [], []

    def call(self, action, *, repeatable=True, **parameters):
        self.called.append((action, parameters.get("clientid")))
        for key in (action, (action, str(parameters.get("clientid")))):
            if error := self.errors.get(key):
                raise error
        # what only an addon on top of this one asks for: whether it is allowed
        answer = getattr(self, action, lambda _parameters: {"result": "success"})
        return Reply(answer(parameters))

    def _list(self, rows, outer, inner, parameters):
        start = int(parameters.get("limitstart", 0))
        page = rows[start : start + int(parameters.get("limitnum", 25))]
        return {
            "result": "success",
            "totalresults": len(rows),
            "startnumber": start,
            outer: {inner: page},
        }

    def GetClients(self, parameters):
        keys = ("id", "firstname", "lastname", "companyname", "email", "status")
        rows = [
            {key: each.get(key, "") for key in (*keys, "groupid")}
            for each in self.clients
        ]
        return self._list(rows, "clients", "client", parameters)

    def GetClientsDetails(self, parameters):
        for each in self.clients:
            key = "id" if "clientid" in parameters else "email"
            wanted = parameters.get("clientid") or parameters.get("email")
            if str(each.get(key)) == str(wanted):
                return {"result": "success", "client": dict(each)}
        raise NotFound("Client Not Found")

    def WhmcsDetails(self, parameters):
        return {"result": "success", "whmcs": {"version": "8.13.1"}}

    def GetCurrencies(self, parameters):
        found = [{"id": at, "code": code} for at, code in enumerate(self.currencies, 1)]
        return {"result": "success", "currencies": {"currency": found}}

    def GetPaymentMethods(self, parameters):
        found = [{"module": "paypal", "displayname": "PayPal &amp; cards"}]
        return {"result": "success", "paymentmethods": {"paymentmethod": found}}

    def GetClientGroups(self, parameters):
        return {"result": "success", "groups": {"group": self.groups}}

    def GetContacts(self, parameters):
        userid = parameters.get("userid")
        rows = [
            each
            for each in self.contacts
            if userid is None or str(each["userid"]) == str(userid)
        ]
        return self._list(rows, "contacts", "contact", parameters)

    def UpdateClient(self, parameters):
        return self._update(self.clients, parameters.pop("clientid"), parameters)

    def AddClient(self, parameters):
        if not parameters.get("firstname"):
            raise Invalid("You did not enter your first name")
        self._unpack(parameters)
        self.sent.append(("new", dict(parameters)))
        custom = parameters.pop("custom", {})
        fields = [{"id": number, "value": value} for number, value in custom.items()]
        new = {"id": len(self.clients) + 1, **parameters, "customfields": fields}
        self.clients.append(new)
        return {"result": "success", "clientid": new["id"]}

    def AddContact(self, parameters):
        raise NotFound("Client ID Not Found")

    def UpdateContact(self, parameters):
        return self._update(self.contacts, parameters.pop("contactid"), parameters)

    @staticmethod
    def _unpack(parameters):
        """Show custom fields as they are, in ``custom``."""
        if text := parameters.pop("customfields", None):
            sent = phpserialize.loads(base64.b64decode(text), decode_strings=True)
            parameters["custom"] = sent

    def _update(self, rows, row_id, parameters):
        parameters.pop("skipvalidation", None)
        row = next((each for each in rows if str(each["id"]) == str(row_id)), None)
        if not row:
            raise NotFound("Client ID Not Found")
        self._unpack(parameters)
        self.sent.append((str(row_id), dict(parameters)))
        for number, value in parameters.pop("custom", {}).items():
            for each in row["customfields"]:
                if each["id"] == number:
                    each["value"] = value
        if "country" in parameters and "countrycode" in row:
            row["countrycode"] = parameters.pop("country")
        if phone := parameters.get("phonenumber"):
            row["phonenumberformatted"] = phone
        row.update(parameters)
        self.log.append(
            {"id": len(self.log) + 1, "clientId": row.get("userid", row_id)}
        )
        return {"result": "success"}

    def GetActivityLog(self, parameters):
        return self._list(self.log[::-1], "activity", "entry", parameters)

    # -- what tests do in WHMCS ------------------------------------------------

    def edit(self, client_id, **values):
        """Change a client as an admin does, noted in the activity log."""
        client = next(each for each in self.clients if each["id"] == client_id)
        client.update(values)
        self.log.append({"id": len(self.log) + 1, "clientId": client_id})


@tagged("post_install", "-at_install")
class WhmcsCase(WorkingBackend, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["sync.backend"].create(
            {
                "name": "WHMCS",
                "system": "whmcs",
                "whmcs_url": "https://whmcs.example",
                "state": "running",
            }
        )
        cls.whmcs = FakeWhmcs()
        cls.startClassPatcher(
            patch.object(type(cls.backend), "_client", lambda self: cls.whmcs)
        )

    def setUp(self):
        super().setUp()
        self.whmcs.__init__()

    def binding(self, kind, remote_id):
        return self.env["sync.binding"].search(
            [("kind", "=", kind), ("remote_id", "=", str(remote_id))]
        )

    def bound(self, kind, remote_id):
        """Return the partner tied to a remote object, empty where there is none."""
        binding = self.binding(kind, remote_id)
        return self.env["res.partner"].browse(binding.res_id or [])

    def issue(self, kind, remote_id):
        return self.env["sync.issue"].search(
            [
                ("kind", "=", kind),
                ("remote_id", "=", str(remote_id)),
                ("state", "=", "open"),
            ]
        )
