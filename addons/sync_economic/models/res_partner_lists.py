from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Command


class Meaning(NamedTuple):
    """What a row of a list of e-conomic means in Odoo.

    ``link`` is the partner's field with the row, ``chosen`` the row's field with what
    it means, ``own`` Odoo's field of the partner for that.
    """

    link: str
    chosen: str
    own: str


MEANINGS = (
    Meaning("economic_terms_id", "term_id", "property_payment_term_id"),
    Meaning("economic_zone_id", "position_id", "property_account_position_id"),
    Meaning("economic_employee_id", "user_id", "user_id"),
)
TAGS = Meaning("economic_group_id", "category_id", "category_id")


class EconomicItem(models.Model):
    _inherit = "economic.item"

    term_id = fields.Many2one("account.payment.term", "Payment terms in Odoo")
    position_id = fields.Many2one("account.fiscal.position", "Fiscal position")
    user_id = fields.Many2one("res.users", "Salesperson")
    category_id = fields.Many2one("res.partner.category", "Tag")


class ResPartner(models.Model):
    """Payment terms, VAT zone, employee and group of e-conomic have a meaning in Odoo.

    It follows the row that the customer refers to. The other way round, the row follows
    what somebody chooses in Odoo, where only one row means that; tags do not.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._economic_meant(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._economic_meant(vals))

    def _economic_meant(self, vals):
        """Return values with what follows from those that are among them."""
        meant = {}
        for meaning in MEANINGS:
            link, chosen, own = meaning
            if link in vals and own not in vals:
                value = self._economic_row(vals[link])[chosen]
                if value and self._economic_may_write(own):
                    meant[own] = value.id
            elif vals.get(own) and link not in vals:
                rows = self._economic_rows_meaning(meaning, vals[own])
                if len(rows) == 1 and any(self.mapped("economic_number")):
                    meant[link] = rows.id
        if TAGS.link in vals and TAGS.own not in vals:
            meant |= self._economic_tags(self._economic_row(vals[TAGS.link]))
        return {**vals, **meant} if meant else vals

    def _economic_row(self, number):
        """Return a row of the company at work, empty for one of another."""
        row = self.env["economic.item"].browse(number or [])
        return row.filtered(lambda each: each.company_id in (self.env.company, False))

    def _economic_rows_meaning(self, meaning, value):
        domain = [
            (meaning.chosen, "=", value),
            ("company_id", "=", self.env.company.id),
        ]
        return self.env["economic.item"].search(domain, limit=2)

    def _economic_may_write(self, name):
        return self._has_field_access(self._fields[name], "write")

    def _economic_tags(self, row):
        """Return the commands that give a tag instead of those of other groups."""
        tag = row.category_id
        if not tag:
            return {}
        domain = [("kind", "=", "customer_group"), ("category_id", "!=", False)]
        others = self.env["economic.item"].search(domain).category_id - tag
        gone = others & self.category_id
        return {
            TAGS.own: [
                *(Command.unlink(each.id) for each in gone),
                Command.link(tag.id),
            ]
        }
