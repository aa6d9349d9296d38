"""Invoices of a company of the CRM, and who works with them."""

from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..models.res_users import ADMINISTRATOR, MANAGE, WRITE
from .access_table import INVOICING
from .common import CrmCase


class InvoiceCase(AccountTestInvoicingCommon, CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref(ADMINISTRATOR)
        cls.owner = cls.make_user("owner", cls.mine, [WRITE, INVOICING])
        cls.manager = cls.make_user("manager", cls.mine, [MANAGE, INVOICING])
        cls.customer = cls.make_company("Customer", cls.mine, cls.owner)
        cls.ours = cls.env.company

    @classmethod
    def by_pattern(cls, pattern="15/[1000]"):
        cls.ours.write({"crm_numbers_by_pattern": True, "crm_number_pattern": pattern})

    @classmethod
    def make_invoice(cls, *amounts, taxes=(), post=False, **vals):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Line of {amount}",
                            "price_unit": amount,
                            "quantity": 1,
                            "tax_ids": [Command.set([tax.id for tax in taxes])],
                        }
                    )
                    for amount in amounts or (100,)
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def make_tax(cls, amount):
        taxes, name = cls.env["account.tax"], f"{amount} %"
        return taxes.search([("name", "=", name)]) or taxes.create(
            {"name": name, "amount": amount, "type_tax_use": "sale"}
        )
