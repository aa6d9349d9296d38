from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule
from odoo.addons.sync_base.lib.convert import Constant, Line
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, digest

from ..lib.client import LISTS
from ..lib.convert import Whole


class EconomicListing(models.AbstractModel):
    """A small list of e-conomic, read whole at each pass: one call."""

    _name = "economic.listing"
    _inherit = "sync.resource"
    _description = "List of e-conomic"
    _sync_system, _sync_model = "economic", "economic.item"
    # customers refer to them
    _sync_sequence = 5
    _sync_lists_all = True

    @api.model
    def _field_map(self):
        return [
            Field("kind", (), Constant(self._sync_kind), "pull"),
            Field("number", "number", Whole(), "pull", required=True),
            Field("name", "name", Line(), "pull", required=True),
        ]

    @api.model
    def _match_rules(self):
        # two agreements of a company may mean the same
        return [MatchRule("name", lambda values: [values.get("name")], self._is_same)]

    @staticmethod
    def _is_same(record, values):
        return (record.kind, record.number) == (values["kind"], values["number"])

    @api.model
    def _record_label(self, data):
        return data.get("name")

    def _fetch_page(self, client, position):
        found = self._rows(client)
        return Page(found, None, total=len(found))

    def _fetch_records(self, client, records):
        found = {each.id: each for each in self._rows(client)}
        for remote in records:
            if remote.id not in found:
                remote.error = NotFound(f"e-conomic has no {self._sync_kind} any more.")
        return [found.get(remote.id, remote) for remote in records]

    @api.model
    def _rows(self, client):
        _path, number, name = LISTS[self._sync_kind]
        rows = [
            {"number": row[number], "name": row.get(name) or str(row[number])}
            for row in client.listing(self._sync_kind)
            # of VAT zones some are for suppliers only, of layouts some are gone
            if row.get("enabledForCustomer", True) and not row.get("deleted")
        ]
        return [RemoteRecord(str(row["number"]), row, digest(row)) for row in rows]


class EconomicCustomerGroup(models.AbstractModel):
    """Remote: /customer-groups."""

    _name = "economic.customer.group"
    _inherit = "economic.listing"
    _description = "Customer group of e-conomic"
    _sync_kind = "customer_group"


class EconomicPaymentTerms(models.AbstractModel):
    """Remote: /payment-terms."""

    _name = "economic.payment.terms"
    _inherit = "economic.listing"
    _description = "Payment terms of e-conomic"
    _sync_kind = "payment_terms"


class EconomicVatZone(models.AbstractModel):
    """Remote: /vat-zones."""

    _name = "economic.vat.zone"
    _inherit = "economic.listing"
    _description = "VAT zone of e-conomic"
    _sync_kind = "vat_zone"


class EconomicLayout(models.AbstractModel):
    """Remote: /layouts."""

    _name = "economic.layout"
    _inherit = "economic.listing"
    _description = "Layout of e-conomic"
    _sync_kind = "layout"


class EconomicEmployee(models.AbstractModel):
    """Remote: /employees."""

    _name = "economic.employee"
    _inherit = "economic.listing"
    _description = "Employee in e-conomic"
    _sync_kind = "employee"
