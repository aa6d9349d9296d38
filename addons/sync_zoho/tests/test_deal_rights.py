from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .deal_common import DealLifeCase


@tagged("post_install", "-at_install")
class TestDealRights(DealLifeCase):
    def test_sales_people_read_and_no_more(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        lead = self.won(user_id=seller.id)
        other = self.won(user_id=self.syncer.id)
        episode = lead.zoho_episode_id
        self.assertEqual(episode.with_user(seller).sudo(False).state, "waiting")
        self.assertIn("/zoho/pay/", episode.with_user(seller).sudo(False).pay_url)
        with self.assertRaises(AccessError):
            episode.with_user(seller).sudo(False).read(["token"])
        with self.assertRaises(AccessError):
            other.zoho_episode_id.with_user(seller).sudo(False).read(["state"])
        for record in (episode, lead.zoho_line_ids[0]):
            mine = record.with_user(seller).sudo(False)
            with self.assertRaises(AccessError):
                mine.write({"display_name": "x"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create({"lead_id": lead.id})

    def test_sales_people_cannot_have_anything_billed(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        lead = self.make_deal(self.hosting, user_id=seller.id)
        mine = lead.with_user(seller).sudo(False)
        for vals in (
            {"zoho_category": "won"},
            {"zoho_status": "paid"},
            {"zoho_backend_id": False},
            {"zoho_moved_at": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                mine.write(vals)
        leads = self.env["crm.lead"].with_user(seller)
        with self.assertRaises(AccessError):
            leads.create({"name": "Mine", "zoho_category": "won"})
        with self.assertRaises(AccessError):
            leads.with_context(default_zoho_category="won").create({"name": "Mine"})
        # all else is theirs
        mine.write({"name": "Renamed"})
        mine.action_zoho_follow()
        self.assertFalse(lead.zoho_episode_ids)

    def test_only_who_may_change_a_deal_follows_it(self):
        lead = self.make_deal(self.hosting)
        lead.with_user(self.syncer).write({"zoho_category": "won"})
        reader = new_test_user(self.env, "reader", "base.group_user")
        with self.assertRaises(AccessError):
            lead.with_user(reader).sudo(False).action_zoho_follow()

    def test_who_only_makes_leads_goes_on_doing_so(self):
        # a program that fills in a form of the website, for one
        group = self.env["res.groups"].create({"name": "Leads only"})
        self.env["ir.model.access"].create(
            {
                "name": "leads only",
                "model_id": self.env.ref("crm.model_crm_lead").id,
                "group_id": group.id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
            }
        )
        program = new_test_user(self.env, "program", "base.group_user")
        program.group_ids |= group
        lead = self.env["crm.lead"].with_user(program).create({"name": "From a form"})
        lead.with_user(program).write({"name": "Renamed"})
        self.assertEqual(lead.sudo().name, "Renamed")
