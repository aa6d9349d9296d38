from odoo import api, fields, models

from odoo.addons.sync_base.lib.errors import Invalid

ITEM = "economic.item"
NUMBER = "customerNumber"
# of customers, says the schema of REST
HIGHEST_NUMBER = 999_999_999


class SyncBackend(models.Model):
    """When new customers go to e-conomic, and what they get there."""

    _inherit = "sync.backend"

    economic_when = fields.Selection(
        [
            ("created", "When it is created"),
            ("invoice", "When it gets its first invoice"),
            ("tag", "When it gets a tag"),
            ("hand", "By hand"),
        ],
        "New customers go to e-conomic",
        compute="_compute_economic_when",
        inverse="_inverse_economic_when",
        store=True,
        readonly=False,
    )
    economic_tag_id = fields.Many2one("res.partner.category", "Tag of customers")
    economic_number_field_id = fields.Many2one(
        "ir.model.fields",
        "Customer number from",
        domain=[
            ("model", "=", "res.partner"),
            ("ttype", "in", ["char", "integer"]),
            ("store", "=", True),
        ],
        ondelete="cascade",
        help="A new customer gets the number that is in this field. Without, e-conomic "
        "gives it.",
    )
    economic_group_id = fields.Many2one(
        ITEM, "Customer group", domain=[("kind", "=", "customer_group")]
    )
    economic_terms_id = fields.Many2one(
        ITEM, "Payment terms", domain=[("kind", "=", "payment_terms")]
    )
    economic_zone_home_id = fields.Many2one(
        ITEM, "VAT zone at home", domain=[("kind", "=", "vat_zone")]
    )
    economic_zone_eu_id = fields.Many2one(
        ITEM, "VAT zone in the EU", domain=[("kind", "=", "vat_zone")]
    )
    economic_zone_abroad_id = fields.Many2one(
        ITEM, "VAT zone elsewhere", domain=[("kind", "=", "vat_zone")]
    )
    economic_layout_id = fields.Many2one(
        ITEM, "Layout", domain=[("kind", "=", "layout")]
    )

    @api.depends("push_new", "system")
    def _compute_economic_when(self):
        for backend in self:
            if backend.push_new:
                backend.economic_when = "created"
            elif backend.economic_when in (False, "created"):
                backend.economic_when = "hand"

    def _inverse_economic_when(self):
        for backend in self.filtered(lambda each: each.system == "economic"):
            backend.push_new = backend.economic_when == "created"

    def _economic_defaults(self, customer):
        """Return what e-conomic demands of a new customer and this one lacks.

        :return: ``{REST path: value}``
        :raises Invalid: the backend has no default for it
        """
        wanted = {
            "customerGroup.customerGroupNumber": (
                customer.economic_group_id,
                self.economic_group_id,
            ),
            "paymentTerms.paymentTermsNumber": (
                customer.economic_terms_id,
                self.economic_terms_id,
            ),
            "vatZone.vatZoneNumber": (
                customer.economic_zone_id,
                self._economic_zone(customer.country_id),
            ),
        }
        values = {}
        for path, (own, default) in wanted.items():
            if not (own or default):
                raise Invalid(
                    self.env._(
                        "e-conomic needs a customer group, payment terms and a VAT "
                        "zone: choose defaults in the backend %s.",
                        self.name,
                    )
                )
            values[path] = (own or default).number
        currency = customer.economic_currency_id or self.economic_currency_id
        values["currency"] = (currency or self.company_id.currency_id).name
        if layout := customer.economic_layout_id or self.economic_layout_id:
            values["layout.layoutNumber"] = layout.number
        if number := self._economic_own_number(customer):
            values[NUMBER] = number
        return values

    def _economic_own_number(self, customer):
        """Return the number that a new customer brings along, None for none.

        :raises Invalid: the field that is to have it does not
        """
        field = self.sudo().economic_number_field_id
        if not field:
            return None
        text = str(customer[field.name] or "").strip()
        if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_NUMBER:
            return int(text)
        raise Invalid(
            self.env._(
                "The number in e-conomic is to come from %(field)s, which must be a "
                "whole number up to %(most)s (it is %(text)s).",
                field=field.field_description,
                most=HIGHEST_NUMBER,
                text=text or "–",
            )
        )

    def _economic_zone(self, country):
        if not country or country == self.company_id.country_id:
            return self.economic_zone_home_id
        if country in self.env.ref("base.europe").country_ids:
            return self.economic_zone_eu_id
        return self.economic_zone_abroad_id
