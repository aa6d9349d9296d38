from odoo import models


class AccountMove(models.Model):
    """Why an invoice cannot be created in WHMCS: what is missing, what differs."""

    _inherit = "account.move"

    def _whmcs_refusal(self, backend, reasons):
        heading = self.env._(
            "%(invoice)s cannot be created in %(backend)s:",
            invoice=self.display_name,
            backend=backend.name,
        )
        return "\n".join([heading, *(f"• {each}" for each in reasons)])

    def _whmcs_obstacles(self, backend):
        """Return why an invoice cannot be created in WHMCS, as a list of texts."""
        self.ensure_one()
        reasons = []
        if self.state != "posted" or self.move_type != "out_invoice":
            reasons.append(self.env._("Only posted customer invoices are sent."))
        if not self._whmcs_tied(backend, "client", self.partner_id):
            reasons.append(self._whmcs_no_client(backend))
        lines = self._whmcs_sold_lines()
        missing = lines.product_id - self._whmcs_known_products(backend, lines)
        for product in missing:
            reasons.append(
                self.env._("WHMCS does not have the product “%s”.", product.name)
            )
        if not lines:
            reasons.append(self.env._("It has no lines."))
        reasons += self._whmcs_tax_obstacles(backend, lines)
        return reasons

    def _whmcs_no_client(self, backend):
        company = self.commercial_partner_id
        if company != self.partner_id and self._whmcs_tied(backend, "client", company):
            return self.env._(
                "“%(partner)s” belongs to the client “%(client)s”, and WHMCS invoices "
                "clients only: put that one on the invoice.",
                partner=self.partner_id.name,
                client=company.name,
            )
        return self.env._(
            "“%s” is not a client of WHMCS. Create it there first.",
            self.partner_id.display_name,
        )

    def _whmcs_tied(self, backend, kind, records):
        """Return those of the records that are tied to WHMCS, or about to be."""
        bindings_sudo = self.env["sync.binding"].sudo()
        found = bindings_sudo.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )
        return records & records.browse(found.mapped("res_id"))

    def _whmcs_known_products(self, backend, lines):
        """Return the products that WHMCS has, or that stand for a kind of its items."""
        products = lines.product_id
        ours = backend.sudo()._whmcs_item_products()
        return self._whmcs_tied(backend, "product", products) | (products & ours)

    def _whmcs_sold_lines(self):
        return self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )

    def _whmcs_tax_obstacles(self, backend, lines):
        """Return why WHMCS cannot tax an invoice so: it has one rate for each level."""
        used = lines.tax_ids
        kinds = {tuple(line.tax_ids.ids) for line in lines if line.tax_ids}
        if len(kinds) > 1 or len(used) > 2:
            names = ", ".join(used.mapped("name"))
            return [
                self.env._(
                    "WHMCS has one tax, of two levels at most, for all taxed lines of "
                    "an invoice; here are %s. Make an invoice for each.",
                    names,
                )
            ]
        odd = used.filtered(lambda tax: tax.amount_type != "percent")
        return [
            self.env._("The tax “%s” is not a percentage.", tax.name) for tax in odd
        ]
