from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import html2plaintext

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


class DealLifeCase(AccountTestInvoicingCommon):
    """Deals as a pull leaves them, without a client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sync_base.group_sync_manager")
        cls.company = cls.env.company
        # who may be nothing more: what follows from a deal has to do with that
        cls.syncer = new_test_user(
            cls.env,
            "zoho syncer",
            "sync_base.group_sync_user,sales_team.group_sale_salesman_all_leads,"
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.backend = cls.env["sync.backend"].create(
            {
                "name": "Zoho CRM",
                "system": "zoho",
                "company_id": cls.company.id,
                "user_id": cls.syncer.id,
            }
        )
        cls.customer = cls.make_contact()
        cls.hosting = cls.make_product("Hosting", 100)
        cls.setting_up = cls.make_product("Set-up", 50, zoho_billing="once")

    @classmethod
    def make_contact(cls, name="Ada Ærø", **vals):
        usual = {
            "name": name,
            "email": f"{name.split()[0].lower()}@kunde.example",
            "lang": "en_US",
            "zoho_language": "English",
            "country_id": cls.env.ref("base.dk").id,
        }
        return cls.env["res.partner"].create({**usual, **vals})

    @classmethod
    def make_product(cls, name, price, **vals):
        usual = {
            "name": name,
            "type": "service",
            "list_price": price,
            "zoho_price": price,
            "zoho_has_price": True,
            "zoho_billing": "monthly",
            "zoho_currency_id": cls.company.currency_id.id,
            "taxes_id": [Command.clear()],
        }
        return cls.env["product.product"].create({**usual, **vals})

    @classmethod
    def make_deal(cls, *products, category="open", **vals):
        usual = {
            "name": "Hosting for Ada",
            "type": "opportunity",
            "company_id": cls.company.id,
            "partner_id": cls.customer.id,
            "zoho_backend_id": cls.backend.id,
            "zoho_contact_count": 1,
            "zoho_category": category,
            "zoho_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": product.name,
                        "price_unit": product.zoho_price,
                        "has_price": product.zoho_has_price,
                    }
                )
                for product in products
            ],
        }
        leads = cls.env["crm.lead"].with_user(cls.syncer)
        # tests look at what people of all trades see
        return leads.create({**usual, **vals}).with_user(cls.env.user).sudo()

    def move(self, leads, category, **vals):
        """Have deals be what a pull brings, and follow."""
        leads = leads.with_user(self.syncer)
        leads.write({"zoho_category": category, **vals})
        leads._zoho_follow()

    def follow_later(self):
        """Run the scheduled action of deals."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr, user=SUPERUSER_ID, context={})
            env["crm.lead"]._cron_zoho_follow()
        self.env.invalidate_all()

    def won(self, *products, **vals):
        """Return a deal that was just won."""
        lead = self.make_deal(*products or (self.hosting, self.setting_up), **vals)
        self.move(lead, "won")
        return lead

    def pay(self, invoice, amount=None):
        vals = {"amount": amount} if amount else {}
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return register.create(vals)._create_payments()

    def bill(self, day):
        """Run the scheduled action of contracts, as on a day."""
        self.env["contract.contract"].cron_recurring_create_invoice(day)

    def mails(self, lead):
        domain = [("model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        return self.env["mail.mail"].sudo().search(domain, order="id")

    def notes(self, lead):
        """Return the texts noted at a deal, the last ones last."""
        messages = lead.message_ids.sorted("id")
        return [html2plaintext(each.body) for each in messages if not each.mail_ids]

    def told(self):
        """Return a list of what is told in Zoho CRM from now on."""
        texts = []
        self.patch(
            type(self.env["crm.lead"]),
            "_zoho_changed_status",
            lambda leads, text: texts.append(text),
        )
        return texts
