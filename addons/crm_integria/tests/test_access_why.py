from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..models.res_users import ADMINISTRATOR, BACK_OFFICE, MANAGE, VIEW, WRITE
from .access_table import LEVELS, NOTHING, TABLE
from .common import CrmCase

REASONS = {
    "administrator": "administrator",
    "owner": "owner",
    "owner_without_parent": "owner",
    "owner_without_company": "owner",
    "peer": "colleague",
    "ancestor": "above",
    "own_company": "member",
    "peer_of_disabled": "colleague",
    "peer_of_deleted": "colleague",
}


@tagged("post_install", "-at_install")
class TestAccessWhy(CrmCase):
    def test_the_reason_agrees_with_what_is_seen(self):
        for column, level in enumerate(LEVELS):
            for relation, (company, user) in self.relations(level).items():
                wanted = TABLE[relation].split()[column]
                with self.subTest(relation=relation, level=level):
                    rule, text = company._crm_reason(user)
                    self.assertEqual(
                        rule, REASONS[relation] if wanted != NOTHING else None
                    )
                    self.assertTrue(text)
                    seen = user in company._crm_users()
                    self.assertEqual(seen, wanted != NOTHING)
                    rights = {"-": 0, "r": 1, "w": 2, "w*": 3}[wanted]
                    self.assertEqual(len(company._crm_rights(user)), rights)

    def test_the_path_is_named(self):
        part = self.make_company("Part", self.mine)
        company = self.make_company("Below", part)
        user = self.make_user("above", self.mine, (VIEW,))
        self.assertIn("My company / Part / Below", company._crm_reason(user)[1])

    def test_who_may_ask(self):
        company = self.make_company("Customer", self.mine)
        names = {"view": VIEW, "write": WRITE, "clerk": BACK_OFFICE}
        for name, group in names.items():
            user = self.make_user(f"ask {name}", self.mine, (group,))
            with self.subTest(name), self.assertRaises(AccessError):
                company.with_user(user).action_crm_why()
        manager = self.make_user("ask manager", self.mine, (MANAGE,))
        lines = self.lines(company, manager)
        self.assertEqual(lines.mapped("user_id"), manager)
        self.assertEqual(lines.rights, "unlink")
        admin = self.make_user("ask admin", None, (ADMINISTRATOR,))
        self.assertLess({admin, manager}, set(self.lines(company, admin).user_id))
        foreign = self.make_user("foreign", self.other, (MANAGE,))
        with self.assertRaises(AccessError):
            company.with_user(foreign).action_crm_why()

    def lines(self, company, user):
        action = company.with_user(user).action_crm_why()
        return self.env[action["res_model"]].browse(action["res_id"]).line_ids

    def test_who_gains_and_who_loses_is_told_before_it_is_saved(self):
        owner = self.make_user("first", self.mine, (WRITE,))
        self.make_user("loser", self.mine, (VIEW,))
        self.make_user("winner", self.other, (VIEW,))
        company = self.make_company("Customer", self.mine, owner)
        partner = company.with_user(self.env.ref("base.user_admin"))
        with Form(partner) as form, self.assertLogs("odoo.tests.form.onchange") as told:
            form.parent_id = self.other
        text = "\n".join(told.output)
        self.assertIn("Will see it: winner", text)
        # still seen by the owner, and by colleagues of the owner
        self.assertNotIn("loser", text)
