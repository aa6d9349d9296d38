from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import Constant, Line, Reference
from odoo.addons.sync_base.lib.convert_amounts import Amount
from odoo.addons.sync_base.lib.convert_country import Country
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, digest, read_each

from ..lib import danish
from ..lib.convert import (
    Cvr,
    DanishVat,
    Ean,
    Emails,
    Number,
    PhoneText,
    PNumber,
    Street,
    Truth,
    Website,
    Whole,
)
from ..lib.since import begun, gone_on
from ..lib.values import first_with

CVR = "corporateIdentificationNumber"


class EconomicCustomer(models.AbstractModel):
    """Customers of e-conomic as companies.

    Remote: REST /customers (read by pages in the order of numbers, also only what was
    updated since; created), OpenAPI Customers (changed, with what is stored besides).
    Sources: restdocs.e-conomic.com/#get-customers, the description of customersapi.
    """

    _name = "economic.customer"
    _inherit = "economic.resource"
    _description = "Customer of e-conomic"
    _sync_kind, _sync_model = "customer", "res.partner"
    _sync_sequence = 10

    _sync_pushes = True
    _sync_creates = True
    # numbers of deleted customers are given again
    _sync_reuses_ids = True

    @api.model
    def _field_map(self):
        return [
            Field("name", "name", Line(), required=True, max_length=255),
            Field("is_company", (), Constant(True), "pull"),
            Field("economic_number", "customerNumber", Whole(), "pull"),
            Field("email", "email", Emails(), max_length=255),
            Field("phone", "telephoneAndFaxNumber", PhoneText(), max_length=255),
            Field("economic_mobile", "mobilePhone", PhoneText(), max_length=50),
            Field("street", "address", Street(0)),
            Field("street2", "address", Street(1)),
            Field("zip", "zip", Line(), max_length=30),
            Field("city", "city", Line(), max_length=50),
            Field("country_id", "country", Country("da")),
            Field("website", "website", Website(), max_length=255),
            Field("company_registry", CVR, Cvr(), max_length=40),
            Field("vat", (CVR, "country"), DanishVat(), "pull"),
            Field("economic_ean", "ean", Ean()),
            Field("economic_p_number", "pNumber", PNumber()),
            # of the two services' limits the lower one
            Field("economic_entry_number", "publicEntryNumber", Line(), max_length=30),
            Field("economic_barred", "barred", Truth()),
            *(
                Field(name, path, Number(kind), on_create=True)
                for name, path, kind in (
                    (
                        "economic_group_id",
                        "customerGroup.customerGroupNumber",
                        "customer_group",
                    ),
                    (
                        "economic_terms_id",
                        "paymentTerms.paymentTermsNumber",
                        "payment_terms",
                    ),
                    ("economic_zone_id", "vatZone.vatZoneNumber", "vat_zone"),
                    ("economic_layout_id", "layout.layoutNumber", "layout"),
                    ("economic_employee_id", "salesPerson.employeeNumber", "employee"),
                )
            ),
            Field(
                "economic_currency_id",
                "currency",
                Reference("res.currency", "name", strict=False),
                on_create=True,
            ),
            Field("economic_balance", "balance", Amount(), "pull"),
            Field("economic_due", "dueAmount", Amount(), "pull"),
        ]

    @api.model
    def _match_rules(self):
        # never by a number alone: many customers share a CVR, an address or an e-mail
        return [
            MatchRule("ref", lambda values: [_text(values, "economic_number")], _named),
            MatchRule("company_registry", _cvr_forms, _named),
            MatchRule("vat", lambda values: [values.get("vat")], _named),
            MatchRule("email", lambda values: [values.get("email")], _named),
        ]

    @api.model
    def _record_label(self, data):
        return Line().decode(data.get("name"))

    # -- reading ---------------------------------------------------------------------

    def _begin_pass(self, client, bookmark):
        return {"after": 0, **begun(bookmark)}

    def _fetch_page(self, client, position):
        rows, total, latest = client.customers(position["after"], position["since"])
        position, since = gone_on(client, position, latest)
        more = len(rows) < total
        after = rows[-1]["customerNumber"] if rows else 0
        return Page(
            [self._remote(row) for row in rows],
            {**position, "after": after} if more and rows else None,
            {"since": since},
            total,
        )

    def _fetch_records(self, client, records):
        return read_each(
            client, records, lambda each: self._remote(client.customer(each.id))
        )

    @staticmethod
    def _remote(row):
        # sums change with each invoice, and are read with it
        return RemoteRecord(str(row["customerNumber"]), row, digest(row))

    # -- writing ---------------------------------------------------------------------

    def _to_create(self, records):
        return records.filtered(lambda each: not each.parent_id)

    @api.model
    def _untied(self, records):
        records.write({"economic_number": 0})

    def _more_values(self, backend, record):
        return backend._economic_defaults(record)

    def _find_created(self, client, token, values):
        found = first_with(values, client.customers_like(values))
        return found and str(found["customerNumber"])

    def _find_twins(self, client, values):
        cvr = values.get(CVR)
        found = [
            row
            for row in client.customers_like(values)
            if (cvr and danish.is_cvr(cvr) and _same_cvr(row.get(CVR), cvr))
            or (_folded(row, "name") == _folded(values, "name") and _near(row, values))
        ]
        return [self._remote(row) for row in found]

    def _push_create(self, client, token, values):
        return str(client.create_customer(values, token))

    def _push_update(self, client, remote, values):
        client.change_customer(remote.id, remote.data, values)


def _text(values, name):
    return str(values[name]) if values.get(name) else None


def _cvr_forms(values):
    number = values.get("company_registry")
    return [number, f"DK{number}"] if number and danish.is_cvr(number) else []


def _named(record, values):
    return same_name(record, values) and not record.parent_id


def _folded(values, path):
    return " ".join(str(values.get(path) or "").split()).casefold()


def _same_cvr(one, other):
    return bool(one) and danish.bare(one) == danish.bare(other)


def _near(row, values):
    """Whether a customer of the same name has the same e-mail or address."""
    paths = ("email", "address")
    return any(_folded(row, p) and _folded(row, p) == _folded(values, p) for p in paths)
