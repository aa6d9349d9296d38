from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .deal_common import DealLifeCase

FOLLOW = "odoo.addons.sync_zoho.models.crm_lead_follow"
NOON = datetime(2026, 3, 1, 12)


@tagged("post_install", "-at_install")
class TestDealOnce(DealLifeCase):
    """Nothing twice, whatever comes late, again or in the wrong order."""

    def setUp(self):
        super().setUp()
        self.backend.zoho_bill_from = NOON - timedelta(days=1)

    def test_repeated(self):
        lead = self.won()
        for _time in range(3):
            lead._zoho_follow()
            self.follow_later()
        self.assertEqual(len(lead.zoho_episode_ids), 1)
        self.assertEqual(len(self.mails(lead)), 1)
        self.pay(lead.zoho_episode_id.invoice_id)
        for _time in range(3):
            lead.zoho_episode_id.invoice_id._invoice_paid_hook()
        self.assertEqual(sum("is paid" in note for note in self.notes(lead)), 1)
        for category in ("lost", "won"):
            for _time in range(3):
                self.move(lead, category)
        self.assertEqual(len(self.mails(lead)), 3)
        self.assertEqual(len(lead.zoho_episode_ids), 1)

    def test_flapping_before_payment(self):
        lead = self.make_deal(self.hosting)
        for _time in range(3):
            self.move(lead, "won")
            self.move(lead, "lost")
        self.assertEqual(lead.zoho_episode_ids.mapped("state"), ["lost"] * 3)
        numbers = lead.zoho_episode_ids.sorted("number").mapped("number")
        self.assertEqual(numbers, [1, 2, 3])
        states = lead.zoho_episode_ids.invoice_id.mapped("state")
        self.assertEqual(states, ["cancel"] * 3)

    def test_lost_first(self):
        lead = self.make_deal(self.hosting)
        self.move(lead, "lost", zoho_reason="Budget")
        self.assertFalse(lead.zoho_episode_ids)
        self.assertEqual(lead.zoho_status, "none")

    def test_older_news_is_no_news(self):
        lead = self.make_deal(self.hosting)
        self.move(lead, "won", zoho_moved_at=NOON)
        self.move(lead, "lost", zoho_moved_at=NOON + timedelta(hours=2))
        # won once more, says a page that was read before
        self.move(lead, "won", zoho_moved_at=NOON + timedelta(hours=1))
        self.assertEqual(lead.zoho_episode_ids.mapped("state"), ["lost"])
        self.move(lead, "lost", zoho_moved_at=NOON + timedelta(hours=2))
        self.move(lead, "won", zoho_moved_at=NOON + timedelta(hours=3))
        episodes = lead.zoho_episode_ids.sorted("number")
        self.assertEqual(episodes.mapped("state"), ["lost", "waiting"])
        self.move(lead, "lost", zoho_moved_at=NOON + timedelta(hours=2))
        self.assertEqual(lead.zoho_episode_id.state, "waiting")

    def test_the_database_is_the_guard(self):
        lead = self.won()
        first = lead.zoho_episode_id
        vals = {"lead_id": lead.id, "partner_id": self.customer.id}
        vals["company_id"] = self.company.id
        episodes = self.env["zoho.deal.episode"].sudo()
        for state, number in (("waiting", 2), ("active", 2), ("lost", 1)):
            with (
                self.subTest(state=state),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                episodes.create({**vals, "state": state, "number": number})
        # what has ended is in nobody's way
        self.assertTrue(episodes.create({**vals, "state": "lost", "number": 2}))
        self.assertEqual(first.state, "waiting")

    def test_who_comes_second_leaves_it(self):
        lead = self.make_deal(self.hosting)
        episodes = type(self.env["zoho.deal.episode"])

        def begin(found, deal):
            vals = {"lead_id": deal.id, "partner_id": deal.partner_id.id, "number": 1}
            vals["company_id"] = self.company.id
            found.create(vals)
            found.create({**vals, "number": 2})

        triggers = self.triggers()
        self.patch(episodes, "_begin", begin)
        with mute_logger("odoo.sql_db"):
            self.move(lead, "won")
        self.assertFalse(lead.zoho_error)
        self.assertFalse(lead.zoho_episode_ids)
        self.assertEqual(self.triggers(), triggers + 1)

    def triggers(self):
        cron = self.env.ref("sync_zoho.ir_cron_follow")
        return (
            self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", cron.id)])
        )

    def test_locked_deals_are_left_to_the_scheduled_action(self):
        lead = self.make_deal(self.hosting)
        triggers = self.triggers()
        with patch.object(type(lead), "lock_for_update", side_effect=LockError("busy")):
            self.move(lead, "won")
        self.assertFalse(lead.zoho_episode_ids)
        self.assertFalse(lead.zoho_error)
        self.assertEqual(self.triggers(), triggers + 1)
        self.follow_later()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")

    def test_a_payment_meanwhile_is_left_to_the_scheduled_action(self):
        lead = self.won()
        nothing = self.env["crm.lead"]
        with patch.object(
            type(lead), "try_lock_for_update", lambda leads, **options: nothing
        ):
            self.pay(lead.zoho_episode_id.invoice_id)
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
        self.follow_later()
        self.assertEqual(lead.zoho_episode_id.state, "active")

    def test_paid_and_lost_before_anybody_noticed(self):
        lead = self.won()
        with patch.object(type(self.env["account.move"]), "_zoho_paid"):
            self.pay(lead.zoho_episode_id.invoice_id)
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
        self.move(lead, "lost", zoho_reason="Late")
        self.assertEqual(lead.zoho_episode_id.state, "stopped")
        self.assertEqual(lead.zoho_episode_id.invoice_id.payment_state, "paid")

    @mute_logger(FOLLOW)
    def test_a_payment_is_never_hindered(self):
        lead = self.won()
        with (
            patch.object(
                type(self.env["zoho.deal.episode"]),
                "_try_activate",
                side_effect=KeyError,
            ),
            mute_logger("odoo.addons.sync_zoho.models.account_move"),
        ):
            self.pay(lead.zoho_episode_id.invoice_id)
        self.assertEqual(lead.zoho_episode_id.invoice_id.payment_state, "paid")
        self.follow_later()
        self.assertEqual(lead.zoho_episode_id.state, "active")

    @mute_logger(FOLLOW)
    def test_fifty_at_once_and_one_bad(self):
        partners = [self.make_contact(f"Customer{number}") for number in range(50)]
        leads = self.env["crm.lead"].union(
            *(
                self.make_deal(self.hosting, self.setting_up, partner_id=partner.id)
                for partner in partners
            )
        )
        bad = leads[25]
        begin = type(self.env["zoho.deal.episode"])._begin

        def refuse(episodes, lead):
            begin(episodes, lead)
            if lead == bad:
                # after everything was made
                raise ZeroDivisionError("no such account")

        self.patch(type(self.env["zoho.deal.episode"]), "_begin", refuse)
        self.move(leads, "won")
        good = leads - bad
        self.assertEqual(good.zoho_episode_ids.mapped("state"), ["waiting"] * 49)
        self.assertEqual(len(good.zoho_episode_ids.contract_id), 49)
        self.assertEqual(len(good.zoho_episode_ids.invoice_id), 49)
        mails = self.env["mail.mail"].sudo()
        domain = [("model", "=", "crm.lead"), ("res_id", "in", leads.ids)]
        self.assertEqual(mails.search_count(domain), 49)
        self.assertFalse(bad.zoho_episode_ids)
        self.assertEqual(bad.zoho_status, "none")
        self.assertEqual(bad.zoho_problem, "no such account")
        self.assertFalse(
            self.env["contract.contract"].search([("zoho_lead_id", "=", bad.id)])
        )

    def test_what_odoo_refuses_is_tried_again(self):
        lead = self.make_deal(self.hosting)
        told = self.told()
        with patch.object(
            type(self.env["account.move"]),
            "action_post",
            side_effect=UserError("Locked"),
        ):
            self.move(lead, "won")
            lead._zoho_follow()
        self.assertEqual(lead.zoho_problem, "Locked")
        self.assertEqual(told, ["This deal cannot be billed yet. Locked"])
        self.follow_later()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
        self.assertFalse(lead.zoho_problem)

    def test_what_was_missing_is_found_by_the_scheduled_action(self):
        self.customer.email = False
        told = self.told()
        lead = self.won()
        self.assertFalse(lead.zoho_episode_ids)
        self.assertIn("no e-mail", told[0])
        self.follow_later()
        self.assertEqual(len(told), 1)
        self.customer.email = "ada@kunde.example"
        self.follow_later()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
        self.assertEqual(lead.zoho_episode_id.create_uid, self.syncer)

    # -- deals of before ---------------------------------------------------------------

    def test_old_deals_are_billed_on_request_only(self):
        told = self.told()
        lead = self.make_deal(self.hosting)
        self.move(lead, "won", zoho_moved_at=NOON - timedelta(days=30))
        self.follow_later()
        self.assertFalse(lead.zoho_episode_ids)
        self.assertIn("won before it came here", lead.zoho_problem)
        # nobody there waits for it
        self.assertFalse(told)
        # somebody there corrects a word in it
        self.move(lead, "won", zoho_moved_at=NOON + timedelta(days=30))
        self.assertFalse(lead.zoho_episode_ids)
        self.follow_later()
        self.assertFalse(lead.zoho_episode_ids)
        lead.with_user(self.syncer).action_zoho_bill_old()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")

    def test_old_deals_on_request_at_once(self):
        lead = self.make_deal(self.hosting)
        self.move(lead, "won", zoho_moved_at=NOON - timedelta(days=30))
        lead.with_user(self.syncer).action_zoho_bill_old()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")

    def test_old_deals_that_are_won_again(self):
        lead = self.make_deal(self.hosting)
        self.move(lead, "won", zoho_moved_at=NOON - timedelta(days=30))
        self.move(lead, "open", zoho_moved_at=NOON)
        self.assertFalse(lead.zoho_old)
        self.move(lead, "won", zoho_moved_at=NOON + timedelta(hours=1))
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
