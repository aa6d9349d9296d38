from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.res_users import BACK_OFFICE, MANAGE, VIEW, WRITE
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestAccessChanges(CrmCase):
    """Access follows what people change, at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_user("the owner", cls.mine, (WRITE,))
        cls.fellow = cls.make_user("fellow", cls.mine, (VIEW,))
        cls.stranger = cls.make_user("stranger", cls.other, (MANAGE,))
        cls.customer = cls.make_company("Customer", cls.mine, cls.owner)
        cls.contact = cls.partners.create(
            {"name": "Contact", "parent_id": cls.customer.id}
        )

    def sees(self, user, record=None):
        record = record or self.customer
        found = record.with_user(user).search([("id", "=", record.id)])
        self.assertEqual(bool(found), record.with_user(user).has_access("read"))
        return bool(found)

    def test_a_user_moves_to_another_company(self):
        self.assertTrue(self.sees(self.fellow))
        self.fellow.partner_id.parent_id = self.other
        self.assertFalse(self.sees(self.fellow))
        self.assertFalse(self.sees(self.fellow, self.contact))
        self.fellow.partner_id.parent_id = self.customer
        self.assertTrue(self.sees(self.fellow))

    def test_the_company_of_users_moves(self):
        part = self.make_company("Part", self.other)
        sold = self.make_company("Sold", part)
        self.assertFalse(self.sees(self.fellow, sold))
        part.parent_id = self.mine
        self.assertTrue(self.sees(self.fellow, sold))
        self.fellow.partner_id.parent_id = part
        self.assertTrue(self.sees(self.fellow, sold))
        # what was below the user's company stays so, wherever that one goes
        part.parent_id = self.other
        self.assertTrue(self.sees(self.fellow, sold))

    def test_a_company_gets_another_owner(self):
        self.assertFalse(self.sees(self.stranger))
        self.customer.user_id = self.stranger
        self.assertTrue(self.sees(self.stranger))
        self.assertTrue(self.sees(self.stranger, self.contact))

    def test_a_company_loses_its_parent(self):
        self.customer.parent_id = False
        self.assertFalse(self.sees(self.fellow))
        self.assertTrue(self.sees(self.owner))

    def test_the_owner_moves_to_another_company(self):
        outside = self.make_company("Outside", self.mine, self.stranger)
        peer = self.make_user("peer", self.other, (VIEW,))
        self.assertTrue(self.sees(peer, outside))
        self.stranger.partner_id.parent_id = False
        self.assertFalse(self.sees(peer, outside))

    def test_an_owner_who_is_taken_away_has_no_colleagues(self):
        outside = self.make_company("Outside", self.mine, self.stranger)
        peer = self.make_user("peer", self.other, (VIEW,))
        outside.user_id = False
        self.assertFalse(self.sees(peer, outside))

    def test_what_is_no_company_of_the_crm_is_nobodys_secret(self):
        nobody = self.make_user("nobody")
        plain = self.partners.create({"name": "Plain", "is_company": True})
        self.assertTrue(self.sees(nobody, plain))
        plain.is_crm_company = True
        self.assertFalse(self.sees(nobody, plain))
        plain.is_crm_company = False
        self.assertTrue(self.sees(nobody, plain))

    def test_users_and_the_companies_of_the_database_are_never_hidden(self):
        nobody = self.make_user("nobody")
        self.assertTrue(self.sees(nobody, self.owner.partner_id))
        ours = self.env.company.partner_id
        ours.is_crm_company = True
        self.assertTrue(self.sees(nobody, ours))

    def test_contacts_of_a_contact_that_becomes_a_user(self):
        nobody = self.make_user("nobody")
        self.assertFalse(self.sees(nobody, self.contact))
        self.env["res.users"].with_context(no_reset_password=True).create(
            {"login": "new", "partner_id": self.contact.id}
        )
        self.assertTrue(self.sees(nobody, self.contact))

    def test_the_back_office_sees_all_and_changes_nothing(self):
        clerk = self.make_user("clerk", None, (BACK_OFFICE,))
        self.assertTrue(self.sees(clerk))
        with self.assertRaises(AccessError):
            self.customer.with_user(clerk).write({"street": "Changed"})

    def test_nobody_sets_by_hand_what_access_hangs_on(self):
        for field, value in (("crm_guarded", False), ("crm_line", "1/")):
            with self.assertRaises(AccessError):
                self.customer.with_user(self.owner).write({field: value})

    def test_below_a_parent_that_is_not_seen_nobody_reaches_others(self):
        """My company has no parent, so its people do not see it, and work below it."""
        self.assertFalse(self.sees(self.owner, self.mine))
        secret = self.make_company("Secret")
        customer = self.customer.with_user(self.owner)
        customer.write({"street": "Changed", "child_ids": [(0, 0, {"name": "New"})]})
        self.assertEqual(self.customer.street, "Changed")
        # as in a request of that user: by these, Odoo runs commands on contacts
        as_owner = self.env(user=self.owner.id)
        with (
            patch.object(self.env.transaction, "default_env", as_owner),
            self.assertRaises(AccessError),
        ):
            customer.write({"child_ids": [(1, secret.id, {"street": "Changed"})]})
        self.assertFalse(secret.street)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.fellow).write({"street": "Not allowed"})
        vals = {"name": "N", "parent_id": self.mine.id, "is_crm_company": True}
        made = customer.create({**vals, "child_ids": [(0, 0, {"name": "C"})]})
        self.assertEqual(made.child_ids.name, "C")
        with self.assertRaises(AccessError):
            customer.create({**vals, "user_id": self.fellow.id})

    def test_nobody_changes_the_contact_of_a_colleague(self):
        """Below a parent that is not seen, where it is written with all rights."""
        manager = self.make_user("chief", self.mine, (MANAGE,))
        colleague = self.owner.partner_id
        for user in (manager, self.owner):
            with self.subTest(user.login):
                email = f"{user.login}@example.com"
                if user == self.owner:
                    colleague.with_user(user).write({"email": email})
                    self.assertEqual(colleague.email, email)
                    continue
                with self.assertRaises(AccessError):
                    colleague.with_user(user).write({"email": email})

    def test_viewers_read_contracts_and_invoices_without_other_roles(self):
        contract = self.env["contract.contract"].create(
            {"name": "C", "partner_id": self.customer.id}
        )
        moves = self.env["account.move"]
        invoice = moves.create(
            {"move_type": "out_invoice", "partner_id": self.customer.id}
        )
        bill = moves.create({"move_type": "in_invoice"})
        self.assertTrue(self.sees(self.fellow, contract))
        self.assertTrue(self.sees(self.fellow, invoice))
        self.assertFalse(self.sees(self.fellow, bill))
        self.assertFalse(self.sees(self.fellow, bill.line_ids[:1] or bill))

    def test_a_private_contract(self):
        contract = self.env["contract.contract"].create(
            {"name": "Secret", "partner_id": self.customer.id, "crm_private": True}
        )
        member = self.make_user("member", self.customer, (VIEW,))
        self.assertFalse(self.sees(self.fellow, contract))
        self.assertTrue(self.sees(self.owner, contract))
        self.assertTrue(self.sees(member, contract))
        contract.crm_private = False
        self.assertTrue(self.sees(self.fellow, contract))

    def test_leads_of_nobody_and_of_their_owner(self):
        leads = self.env["crm.lead"]
        free = leads.create({"name": "Free", "user_id": False})
        own = leads.create({"name": "Own", "user_id": self.stranger.id})
        managed = leads.create(
            {
                "name": "Managed",
                "user_id": self.stranger.id,
                "crm_company_id": self.customer.id,
            }
        )
        nobody = self.make_user("nobody")
        self.assertTrue(self.sees(self.fellow, free))
        self.assertFalse(self.sees(self.fellow, own))
        self.assertTrue(self.sees(self.stranger, own))
        self.assertTrue(self.sees(self.fellow, managed))
        self.assertTrue(self.sees(self.stranger, managed))
        for lead in (free, own, managed):
            self.assertFalse(lead.with_user(nobody).has_access("read"))

    def test_messages_and_files_follow(self):
        file = self.env["ir.attachment"].create(
            {"name": "f", "raw": b"x", "res_model": "res.partner"}
            | {"res_id": self.customer.id}
        )
        message = self.customer.message_post(body="Secret")
        for record in (file, message):
            self.assertFalse(record.with_user(self.stranger).has_access("read"))
            self.assertTrue(record.with_user(self.fellow).has_access("read"))
