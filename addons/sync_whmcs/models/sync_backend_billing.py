from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# kinds that need the accounts to be set up
BILLING = {"product", "service", "invoice"}


class SyncBackend(models.Model):
    """How the invoices and payments of a WHMCS installation are booked."""

    _inherit = "sync.backend"

    whmcs_billing = fields.Boolean(
        "Invoices and payments",
        help="Products, services, invoices and payments of WHMCS come to Odoo, each "
        "invoice with its opportunity.",
    )
    whmcs_from_date = fields.Date(
        "Invoices from", help="Invoices with an earlier date stay out of Odoo."
    )
    whmcs_post_invoices = fields.Boolean(
        "Post invoices",
        default=True,
        help="Without, they come in as drafts, and payments stay open until you post.",
    )
    whmcs_sale_journal_id = fields.Many2one(
        "account.journal",
        "Invoice journal",
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        help="Empty: the first one for sales",
    )
    whmcs_payment_journal_id = fields.Many2one(
        "account.journal",
        "Payment journal",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="For payment gateways that have no journal of their own below",
    )
    whmcs_fee_account_id = fields.Many2one(
        "account.account",
        "Account for fees",
        domain="[('account_type', 'in', ('expense', 'expense_direct_cost'))]",
        help="What a gateway keeps of a payment is booked there. Empty: not at all",
    )
    whmcs_salesperson_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Of new contacts, opportunities and invoices, if no rule says otherwise",
    )
    whmcs_team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        domain="[('company_id', 'in', (company_id, False))]",
    )
    whmcs_gateway_ids = fields.One2many("whmcs.gateway", "backend_id")
    whmcs_tax_ids = fields.One2many("whmcs.tax", "backend_id")
    whmcs_stage_ids = fields.One2many("whmcs.stage", "backend_id")
    whmcs_item_ids = fields.One2many("whmcs.item", "backend_id")

    @api.model
    def _whmcs_source(self):
        """Return the WHMCS backend whose records are being written, or none."""
        backend = self.browse(self.env.context.get("sync_source_backend") or [])
        return backend if backend.sudo().system == "whmcs" else self.browse()

    def _resources(self, *arguments, **options):
        resources = super()._resources(*arguments, **options)
        if self.system != "whmcs" or self.whmcs_billing:
            return resources
        return [
            each
            for each in resources
            if BILLING.isdisjoint(
                {each._sync_kind, each._sync_source, each._sync_part_of}
            )
        ]

    # -- invoices ------------------------------------------------------------------

    def _whmcs_move_vals(self, partner):
        """Return what invoices to a client of this backend have in common."""
        vals = self._whmcs_owner_vals(partner, "invoice_user_id")
        if self.whmcs_sale_journal_id:
            vals["journal_id"] = self.whmcs_sale_journal_id.id
        # of the addon `sale`
        if "team_id" not in self.env["account.move"]._fields:
            vals.pop("team_id", None)
        return vals

    def _whmcs_lines(self, forms):
        """Return, for each of the item forms (see `InvoiceItems`), its line values."""
        products = self._whmcs_products(
            {(kind, relid) for form in forms for kind, relid, *_rest in form["items"]}
        )
        result, found = [], {}
        for form in forms:
            levels = [
                (Decimal(rate), level)
                for level, (rate, amount) in enumerate(form["taxes"], 1)
                if Decimal(amount)
            ]
            for each in levels:
                if each not in found:
                    found[each] = self._whmcs_tax(*each).id
            taxes = [found[each] for each in levels]
            result.append(
                [
                    {
                        "product_id": products[kind, relid].id,
                        "name": description or products[kind, relid].display_name,
                        "quantity": 1,
                        "price_unit": float(net),
                        "tax_ids": [Command.set(taxes if taxed else [])],
                    }
                    for kind, relid, description, net, taxed in form["items"]
                ]
            )
        return result

    def _whmcs_products(self, keys):
        """Return the product of each ``(kind of item, relid)``.

        A hosting account names its product; for all else there is one per kind.
        """
        services = self._whmcs_services(
            {relid for kind, relid in keys if kind in SERVICE}
        )
        defaults = {each.kind: each.product_id for each in self.whmcs_item_ids}
        fallback = self.env.ref("sync_whmcs.product_other")
        return {
            (kind, relid): (kind in SERVICE and services.get(relid))
            or defaults.get(kind)
            or self.env.ref(PRODUCTS.get(kind, ""), raise_if_not_found=False)
            or fallback
            for kind, relid in keys
        }

    def _whmcs_services(self, remote_ids):
        """Return ``{service id: product}`` where it is known."""
        bindings = self.env["sync.binding"]._known(self, "service", remote_ids)
        services = self.env["whmcs.service"]
        return {
            remote_id: services.browse(binding.res_id or []).product_id
            for remote_id, binding in bindings.items()
        }

    def _whmcs_tax(self, rate, level):
        """Return the tax of a rate (per cent) at a level (1 or 2).

        :raises UserError: none or several may be it
        """
        self.ensure_one()
        for each in self.whmcs_tax_ids:
            if each.level == str(level) and _rate(each.rate) == rate and each.tax_id:
                return each.tax_id
        found = self._whmcs_tax_candidates(rate)
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "WHMCS tax of %(rate)s %% (level %(level)s): choose the tax for it "
                    "in the backend %(backend)s (Billing). Odoo has %(count)s that "
                    "it may be.",
                    rate=f"{rate:f}",
                    level=level,
                    backend=self.name,
                    count=len(found),
                )
            )
        return found

    def _whmcs_tax_candidates(self, rate):
        """Return the sales taxes of the company's country that have a rate."""
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", float(rate)),
                ("country_id", "=", self.company_id.account_fiscal_country_id.id),
            ]
        )
        return taxes.filtered(lambda tax: not tax.price_include)

    # -- opportunities ---------------------------------------------------------------

    def _whmcs_stage(self, state):
        """Return ``(outcome, stage)`` of opportunities with an invoice in a state."""
        for each in self.whmcs_stage_ids:
            if each.state == state:
                return each.outcome, each.stage_id
        return OUTCOMES.get(state, "open"), self.env["crm.stage"]

    # -- payments --------------------------------------------------------------------

    def _whmcs_journal(self, gateway):
        """Return the journal of a payment gateway.

        :raises UserError: there is none for it
        """
        for each in self.whmcs_gateway_ids:
            if each.module == gateway and each.journal_id:
                return each.journal_id
        journal = self.whmcs_payment_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "Choose the journal for payments by %(gateway)s in the backend "
                    "%(backend)s (Billing).",
                    gateway=gateway or self.env._("an unknown gateway"),
                    backend=self.name,
                )
            )
        return journal


# What the states mean where the backend does not say it.
OUTCOMES = {"paid": "won", "cancelled": "lost", "refunded": "lost"}
# Items whose relid is a service (GetClientsProducts).
SERVICE = {"Hosting", "PromoHosting", "Setup"}
PRODUCTS = {
    "Hosting": "sync_whmcs.product_hosting",
    "PromoHosting": "sync_whmcs.product_hosting",
    "Setup": "sync_whmcs.product_hosting",
    "Upgrade": "sync_whmcs.product_hosting",
    "Addon": "sync_whmcs.product_addon",
    "Domain": "sync_whmcs.product_domain",
    "DomainRegister": "sync_whmcs.product_domain",
    "DomainTransfer": "sync_whmcs.product_domain",
    "PromoDomain": "sync_whmcs.product_domain",
    "LateFee": "sync_whmcs.product_late_fee",
}


def _rate(value):
    return Decimal(f"{value:.4f}").normalize()
