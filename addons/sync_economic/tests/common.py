from itertools import count
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.sync_base.lib.errors import (
    Conflict,
    Invalid,
    NotFound,
)
from odoo.addons.sync_base.tests.common import FromMemory, WorkingBackend
from odoo.addons.sync_economic.lib import names
from odoo.addons.sync_economic.lib.client import LISTS, EconomicClient
from odoo.addons.sync_economic.lib.values import nested

# of e-conomic's demo agreement
ROWS = {
    "customer_group": {1: "Danske kunder", 2: "Offentlige"},
    "payment_terms": {1: "Netto 8 dage", 2: "Løbende måned"},
    "vat_zone": {1: "Domestic", 2: "EU", 3: "Abroad"},
    "layout": {19: "Dansk std."},
    "employee": {1: "Sofie"},
}
COMPANY = {"name": "Bageriet", "companyIdentificationNumber": "13585628"}


class FakeEconomic(FromMemory, EconomicClient):
    """A client that answers from memory: what is stored are OpenAPI's customers."""

    def __init__(self):
        super().__init__("secret", "grant")
        self.stored, self.people, self.webhooks = {}, {}, {}
        self.balances, self.updated = {}, {}
        self.called, self.sent, self.keys, self.filters = [], [], {}, []
        self.agreement = 1118081
        self._clock = count(1)
        # what others do there between two of our calls, once
        self.meanwhile = None

    # -- what the services do --------------------------------------------------------

    def _call(self, method, url, key, params, json):
        path = url.split("//", 1)[1].split("/", 1)[1]
        self.called.append((method, path))
        if key and key in self.keys:
            return self.keys[key]
        if method != "GET":
            self.sent.append((method, path, json))
        answer = self._answer(method, path.split("/"), params or {}, json)
        if key:
            self.keys[key] = answer
        return answer

    def _answer(self, method, parts, params, json):
        if parts[0] == "self":
            return {
                "agreementNumber": self.agreement,
                "company": COMPANY,
                "settings": {"baseCurrency": "DKK"},
            }
        if parts[0] == "customers":
            return self._customers(method, parts[1:], params, json)
        if parts[0] == "customersapi":
            resource = self._openapi_customers
            if parts[2] == "Contacts":
                resource = self._contacts
            return resource(method, parts[3:], params, json)
        if parts[0] == "webhooksapi":
            return self._webhooks(method, parts[3:], json)
        (kind,) = (kind for kind, (path, *_rest) in LISTS.items() if path == parts[0])
        _path, number, name = LISTS[kind]
        rows = [{number: key, name: text} for key, text in ROWS[kind].items()]
        return {"collection": rows, "pagination": {}}

    def _customers(self, method, parts, params, json):
        if method == "POST":
            number = json.get("customerNumber") or max(self.stored, default=0) + 1
            if number in self.stored:
                raise Invalid(f"The customer number {number} is in use.")
            paths = {
                f"{a}.{b}": c
                for a, v in json.items()
                if isinstance(v, dict)
                for b, c in v.items()
            }
            flat = {a: v for a, v in json.items() if not isinstance(v, dict)}
            self.add(number, **names.to_openapi({**flat, **paths}))
            return self._row(number)
        if parts:
            return self._row(self._there(self.stored, parts[0]))
        rows = [self._row(number) for number in sorted(self.stored)]
        self.filters.append(params.get("filter", ""))
        for part in params.get("filter", "").split("$and:"):
            rows = [row for row in rows if self._fits(row, part)]
        page = rows[: int(params.get("pagesize", 20))]
        return {"collection": page, "pagination": {"results": len(rows)}}

    @staticmethod
    def _fits(row, part):
        name, _mark, rest = part.partition("$")
        operator, _mark, wanted = rest.partition(":")
        value = row.get(name)
        if operator == "gt":
            return value > int(wanted)
        if operator == "gte":
            return value >= wanted
        return str(value or "").lower() == wanted.lower()

    def _row(self, number):
        customer = self.stored[number]
        values = names.from_openapi(customer, [*names.SAME, "address", "barred"])
        row = nested({path: each for path, each in values.items() if each is not None})
        return {
            **row,
            "customerNumber": number,
            "balance": self.balances.get(number, 0),
            "lastUpdated": self.updated[number],
        }

    def _openapi_customers(self, method, parts, params, json):
        number = self._there(self.stored, parts[0])
        if self.meanwhile:
            act, self.meanwhile = self.meanwhile, None
            act()
        if method == "GET":
            return dict(self.stored[number])
        if json.get("objectVersion") != self.stored[number]["objectVersion"]:
            raise Conflict("Update conflict. Version does not match.")
        self.stored[number] = {}
        return self.add(number, **json)

    def _contacts(self, method, parts, params, json):
        if method == "POST":
            number = max(self.people, default=100) + 1
            self.person(number, **json)
            return {"number": number}
        if method == "PUT":
            number = self._there(self.people, json["number"])
            if json.get("objectVersion") != self.people[number]["objectVersion"]:
                raise Conflict("Update conflict. Version does not match.")
            self.people[number] = {}
            return self.person(number, **json)
        if parts:
            return dict(self.people[self._there(self.people, parts[0])])
        rows = [dict(self.people[number]) for number in sorted(self.people)]
        if "filter" in params:
            rows = [row for row in rows if self._fits(row, params["filter"])]
        return {"items": rows}

    def _webhooks(self, method, parts, json):
        if method == "GET":
            if parts[0] not in self.webhooks:
                raise NotFound("There is none.")
            return self.webhooks[parts[0]]
        self.webhooks[json["eventType"]] = json
        return {}

    @staticmethod
    def _there(rows, number):
        if int(number) not in rows:
            raise NotFound(f"{number} does not exist.")
        return int(number)

    # -- what people do there ----------------------------------------------------------

    def add(self, number, /, **values):
        """Store a customer, or change one, with OpenAPI's names."""
        clock = next(self._clock)
        usual = {"currency": "DKK", "customerGroupNumber": 1, "zone": 1}
        before = self.stored.get(number) or {**usual, "paymentTermId": 1}
        version = {"customerNumber": number, "objectVersion": f"v{clock}"}
        self.stored[number] = {**before, **values, **version}
        self.updated[number] = f"2026-11-01T{clock // 60:02d}:{clock % 60:02d}:00Z"
        return {}

    def person(self, at, /, **values):
        """Store a contact, or change one."""
        clock = next(self._clock)
        stored = {
            **self.people.get(at, {}),
            **values,
            "number": at,
            "objectVersion": f"v{clock}",
            "lastUpdated": f"2026-11-01T{clock // 60:02d}:{clock % 60:02d}:00Z",
        }
        self.people[at] = stored
        return {}


@tagged("post_install", "-at_install")
class EconomicCase(WorkingBackend, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.DKK").active = True
        cls.backend = cls.env["sync.backend"].create(
            {
                "name": "e-conomic",
                "system": "economic",
                "state": "running",
                "push_changes": True,
            }
        )
        cls.economic = FakeEconomic()
        cls.startClassPatcher(
            patch.object(
                type(cls.backend),
                "_economic_client",
                lambda self, transport: cls.economic,
            )
        )

    def setUp(self):
        super().setUp()
        self.economic.__init__()

    def binding(self, kind, remote_id):
        return self.env["sync.binding"].search(
            [("kind", "=", kind), ("remote_id", "=", str(remote_id))]
        )

    def bound(self, kind, remote_id):
        """Return the record tied to a remote object, empty where there is none."""
        binding = self.binding(kind, remote_id)
        return self.env[binding.res_model or "res.partner"].browse(binding.res_id or [])

    def choose_defaults(self):
        """Choose what new customers get there, once the lists are here."""
        item = {
            kind: self.bound(kind, 1)
            for kind in ("customer_group", "payment_terms", "vat_zone")
        }
        self.backend.write(
            {
                "economic_group_id": item["customer_group"].id,
                "economic_terms_id": item["payment_terms"].id,
                "economic_zone_home_id": item["vat_zone"].id,
                "economic_zone_eu_id": self.bound("vat_zone", 2).id,
                "economic_zone_abroad_id": self.bound("vat_zone", 3).id,
            }
        )
