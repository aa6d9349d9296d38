from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule
from odoo.addons.sync_base.lib.convert import Bound, Email, Flag, Line, Phone
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, read_each


class DummyPhone(Phone):
    """A phone number without country."""

    def decode(self, value):
        return super().decode((value, None))

    def encode(self, value, local=None):
        return super().encode(value, local)[0]


class Unless(Flag):
    """Yes where the remote says no."""

    def decode(self, value):
        return not super().decode(value)

    def encode(self, value, local=None):
        return not value


class DummyCustomer(models.AbstractModel):
    """Customers of the dummy as partners: everything that the engine can do."""

    _name = "dummy.customer"
    _inherit = "sync.resource"
    _description = "Customer of the dummy"
    _sync_system, _sync_kind, _sync_model = "dummy", "customer", "res.partner"
    _sync_pushes = True
    _sync_creates = True

    @api.model
    def _field_map(self):
        return [
            Field("name", "name", Line(), required=True, max_length=60),
            Field("email", "email", Email()),
            Field("phone", "phone", DummyPhone(), policy="odoo"),
            Field("city", "city", Line(), policy="ask"),
            Field("vat", "vat", Line()),
            Field("parent_id", "parent", Bound("customer")),
            Field("active", "archived", Unless()),
        ]

    @api.model
    def _match_rules(self):
        return [
            MatchRule("vat", lambda values: [values.get("vat")]),
            MatchRule(
                "email_normalized",
                lambda values: [Email.normalize(values.get("email"))],
            ),
        ]

    @api.model
    def _record_label(self, data):
        return data.get("name")

    def _begin_pass(self, client, bookmark):
        return {"offset": 0, "since": bookmark.get("clock", 0), "clock": 0}

    def _fetch_page(self, client, position):
        rows, total = client.call(
            "list", offset=position["offset"], since=position["since"]
        )
        clock = max([position["clock"], *(row["version"] for row in rows)])
        read = position["offset"] + len(rows)
        more = rows and read < total
        return Page(
            [self._remote(row) for row in rows],
            {**position, "offset": read, "clock": clock} if more else None,
            {"clock": max(clock, position["since"])},
            total,
        )

    def _fetch_records(self, client, records):
        def read(record):
            return self._remote(client.call("get", customer_id=record.id))

        return read_each(client, records, read)

    def _push_update(self, client, remote, values):
        client.call(
            "update",
            customer_id=remote.id,
            version=int(remote.version),
            values=values,
        )

    def _push_create(self, client, token, values):
        return client.call("create", marker=token, values=values)

    def _find_created(self, client, token, values):
        found = client.call("find", marker=token)
        return found[0]["id"] if found else None

    def _find_twins(self, client, values):
        if not values.get("email"):
            return []
        found = client.call("find", email=values["email"])
        return [self._remote(row) for row in found]

    def _token_of(self, data):
        return data["marker"]

    @staticmethod
    def _remote(row):
        return RemoteRecord(row["id"], row, str(row["version"]))
