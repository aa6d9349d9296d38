from odoo import api, fields, models
from odoo.fields import Command


class CrmLead(models.Model):
    """How a deal of Zoho CRM comes into an opportunity, and what goes back."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sync.bound.mixin"]

    zoho_products = fields.Json(
        "Products of the deal", copy=False, help="As read when the deal was won"
    )
    zoho_currency_id = fields.Many2one(
        "res.currency", "Currency in Zoho CRM", readonly=True, copy=False
    )
    zoho_amount = fields.Monetary(
        "Amount for Zoho CRM",
        currency_field="zoho_currency_id",
        readonly=True,
        copy=False,
        help="Of the products, when the deal was won the first time",
    )
    zoho_note = fields.Char("Said in Zoho CRM", readonly=True, copy=False)

    @api.model
    def _sync_create(self, vals_list):
        backend = self._zoho_source()
        if not backend:
            return super()._sync_create(vals_list)
        leads = super()._sync_create(
            [
                {
                    **self._zoho_with_lines(self._zoho_converted(vals)),
                    "zoho_backend_id": backend.id,
                    "zoho_old": self._zoho_came_won(backend, vals),
                }
                for vals in vals_list
            ]
        )
        leads._zoho_go_on()
        return leads

    @api.model
    def _zoho_came_won(self, backend, vals):
        """Tell whether a new deal may have been won before deals are billed here.

        When its stage changed, Zoho CRM does not tell: what changed last may be
        anything. A deal that is older than billing here, and was never seen open, has
        somebody decide.
        """
        created, since = vals.get("zoho_created_at"), backend.zoho_bill_from
        if vals.get("zoho_category") != "won" or not created or not since:
            return False
        return fields.Datetime.to_datetime(created) < since

    def _sync_write(self, vals):
        if not self._zoho_source():
            return super()._sync_write(vals)
        vals = self._zoho_with_lines(vals)
        for leads in self.grouped("zoho_currency_id").values():
            super(CrmLead, leads)._sync_write(leads._zoho_converted(vals))
        self._zoho_go_on()
        return True

    def _zoho_converted(self, vals):
        """Return values with the amount of a deal in the company's currency.

        Of opportunities of one currency, or of a new one.
        """
        if not vals.get("expected_revenue"):
            return vals
        backend = self._zoho_source()
        company = self[:1].company_id or backend.company_id
        currency = self.zoho_currency_id
        if "zoho_currency_id" in vals:
            currency = currency.browse(vals["zoho_currency_id"] or [])
        currency = currency or backend.zoho_currency_id or company.currency_id
        revenue = currency._convert(
            vals["expected_revenue"],
            company.currency_id,
            company,
            fields.Date.context_today(self),
        )
        return {**vals, "expected_revenue": revenue}

    @api.model
    def _zoho_source(self):
        """Return the backend of Zoho CRM that is being read, empty for none."""
        backend = self.env["sync.backend"].browse(
            self.env.context.get("sync_source_backend") or []
        )
        return backend.sudo().filtered(lambda each: each.system == "zoho")

    def _zoho_go_on(self):
        # what follows from a deal goes back to where it came from
        self.with_context(sync_source_backend=False)._zoho_follow()

    def _zoho_with_lines(self, vals):
        """Return values with the lines that the products of a deal are."""
        products = vals.get("zoho_products")
        if products is None or products is False:
            return vals
        numbers = [product["id"] for product in products]
        bindings_sudo = self.env["sync.binding"].sudo()
        source = self._zoho_source()
        domain = [
            ("backend_id", "=", source.id),
            ("kind", "=", "product"),
            ("remote_id", "in", numbers),
            ("res_id", "!=", 0),
        ]
        found = {row.remote_id: row.res_id for row in bindings_sudo.search(domain)}
        lines = []
        for product in products:
            record = self.env["product.product"].browse(found.get(product["id"]))
            price = product["price"]
            if price is None and record.zoho_has_price:
                # rows need not have one of their own
                price = record.zoho_price
            values = {
                "product_id": record.id,
                "name": product["name"],
                "quantity": product["quantity"],
                "price_unit": price or 0,
                "has_price": price is not None,
            }
            lines.append(Command.create(values))
        return {**vals, "zoho_line_ids": [Command.clear(), *lines]}

    def _zoho_changed_status(self, text):
        """Have Zoho CRM told, with the next push."""
        result = super()._zoho_changed_status(text)
        for lead in self:
            values = {"zoho_note": text}
            if lead.zoho_episode_ids and not lead.zoho_amount:
                values["zoho_amount"] = lead._zoho_amount_there()
            lead.write(values)
        return result

    def _zoho_amount_there(self):
        """Return what the products come to in the currency that the deal has there."""
        company, today = self._zoho_company(), fields.Date.context_today(self)
        currency = self.zoho_currency_id or self.zoho_backend_id.sudo().zoho_currency_id
        currency = currency or company.currency_id
        return sum(
            line.currency_id._convert(line.amount, currency, company, today)
            for line in self.zoho_line_ids
        )
