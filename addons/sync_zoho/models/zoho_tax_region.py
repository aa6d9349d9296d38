from odoo import api, fields, models


class ZohoTaxRegion(models.Model):
    """What a tax region of Zoho CRM's products means in a company."""

    _name = "zoho.tax.region"
    _description = "Tax region of Zoho CRM"
    _order = "company_id, name"
    _check_company_auto = True

    name = fields.Char("Region", required=True, help="As products have it in Zoho CRM")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        check_company=True,
        domain=[("type_tax_use", "=", "sale")],
        help="Of products of this region, before the customer's fiscal position. None: "
        "the taxes of each product.",
    )

    _name_unique = models.UniqueIndex(
        "(company_id, lower(trim(name)))", "There is this region already."
    )

    @api.model
    def _taxes(self, company, name):
        """Return the taxes of a region, by its name in any case; empty for none."""
        wanted = (name or "").strip().casefold()
        if not wanted:
            return self.env["account.tax"]
        regions = self.search([("company_id", "=", company.id)])
        found = regions.filtered(lambda each: each.name.strip().casefold() == wanted)
        return found[:1].tax_ids
