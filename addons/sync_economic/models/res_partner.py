from odoo import api, fields, models


class ResPartner(models.Model):
    """What e-conomic keeps of a customer, and Odoo has no field for."""

    _inherit = "res.partner"

    economic_number = fields.Integer(
        "Customer number",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="In e-conomic, which gives it",
    )
    economic_mobile = fields.Char("Mobile")
    economic_ean = fields.Char("EAN", help="GLN, for e-invoices to the public sector")
    economic_p_number = fields.Char(
        "P-number", help="Of a place of production, 10 digits"
    )
    economic_entry_number = fields.Char(
        "Public entry number", help="Account string that e-invoices carry"
    )
    economic_barred = fields.Boolean(
        "Barred", copy=False, help="Nothing can be invoiced to them in e-conomic"
    )
    economic_group_id = fields.Many2one(
        "economic.item",
        "Customer group",
        domain=[("kind", "=", "customer_group")],
        ondelete="restrict",
        index="btree_not_null",
    )
    economic_terms_id = fields.Many2one(
        "economic.item",
        "Payment terms",
        domain=[("kind", "=", "payment_terms")],
        ondelete="restrict",
    )
    economic_zone_id = fields.Many2one(
        "economic.item",
        "VAT zone",
        domain=[("kind", "=", "vat_zone")],
        ondelete="restrict",
    )
    economic_layout_id = fields.Many2one(
        "economic.item", "Layout", domain=[("kind", "=", "layout")], ondelete="restrict"
    )
    economic_employee_id = fields.Many2one(
        "economic.item",
        "Our reference",
        domain=[("kind", "=", "employee")],
        ondelete="restrict",
    )
    economic_currency_id = fields.Many2one("res.currency", "Currency in e-conomic")
    economic_balance = fields.Monetary(
        "Balance",
        currency_field="economic_currency_id",
        readonly=True,
        copy=False,
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    economic_due = fields.Monetary(
        "Due",
        currency_field="economic_currency_id",
        readonly=True,
        copy=False,
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    economic_get_invoices = fields.Boolean("Gets invoices")
    economic_get_orders = fields.Boolean("Gets orders")
    economic_get_quotes = fields.Boolean("Gets quotations")
    economic_get_reminders = fields.Boolean("Gets reminders")
    is_economic = fields.Boolean(compute="_compute_is_economic")

    @api.depends_context("uid")
    def _compute_is_economic(self):
        # the page shows where somebody may have to do with e-conomic
        used = (
            self.env["sync.backend"]
            .sudo()
            .search_count(
                [("system", "=", "economic"), ("state", "!=", "draft")], limit=1
            )
        )
        self.is_economic = bool(used)

    def _sync_belonging(self, binding):
        belonging = super()._sync_belonging(binding)
        if binding.backend_id.system != "economic" or binding.kind != "customer":
            return belonging
        domain = [
            ("backend_id", "=", binding.backend_id.id),
            ("kind", "=", "contact"),
            ("res_id", "in", self.child_ids.ids),
            ("remote_id", "!=", False),
        ]
        return belonging | binding.search(domain)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any("category_id" in vals for vals in vals_list):
            partners._economic_became_active("tag")
        return partners

    def write(self, vals):
        result = super().write(vals)
        if "category_id" in vals:
            self._economic_became_active("tag")
        return result

    def _economic_became_active(self, when):
        """Have customers created in e-conomic, where it gets those that now are some.

        :param when: as in ``economic_when`` of the backend
        """
        backends_sudo = (
            self.env["sync.backend"]
            .sudo()
            .search(
                [
                    ("system", "=", "economic"),
                    ("economic_when", "=", when),
                    ("state", "!=", "draft"),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        )
        source = self.env.context.get("sync_source_backend")
        for backend_sudo in backends_sudo.filtered(lambda each: each.id != source):
            customers = self
            if when == "tag":
                tag = backend_sudo.economic_tag_id
                customers = self.filtered(lambda each, t=tag: t <= each.category_id)
            wanted = customers.commercial_partner_id._sync_of_company(backend_sudo)
            bindings_sudo = self.env["sync.binding"].sudo()
            bindings_sudo._create_pending(backend_sudo, "customer", wanted)
