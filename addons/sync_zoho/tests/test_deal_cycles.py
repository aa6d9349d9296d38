from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .deal_common import DealLifeCase

# billing, interval, unit -> last day of three cycles from the 1st of January 2026
PLANS = {
    ("daily", 0, False): date(2026, 1, 3),
    ("weekly", 0, False): date(2026, 1, 21),
    ("monthly", 0, False): date(2026, 3, 31),
    ("quarterly", 0, False): date(2026, 9, 30),
    ("semesterly", 0, False): date(2027, 6, 30),
    ("yearly", 0, False): date(2028, 12, 31),
    ("custom", 10, "day"): date(2026, 1, 30),
    ("custom", 2, "week"): date(2026, 2, 11),
    ("custom", 5, "month"): date(2027, 3, 31),
    ("custom", 2, "year"): date(2031, 12, 31),
}


@tagged("post_install", "-at_install")
class TestDealCycles(DealLifeCase):
    """As many invoices as cycles."""

    def sold(self, day, billing, interval=0, unit=False, cycles=3):
        product = self.make_product(
            "Plan",
            10,
            zoho_billing=billing,
            zoho_interval=interval,
            zoho_interval_unit=unit,
            zoho_cycles=cycles,
        )
        with freeze_time(day):
            lead = self.won(product)
            self.assertFalse(lead.zoho_problem)
            self.pay(lead.zoho_episode_id.invoice_id)
        return lead

    def bill_until_the_end(self, contract, most=12):
        """Run the scheduled action on each day that something is due; return these."""
        days = []
        for _time in range(most):
            due = contract.contract_line_ids.recurring_next_date
            if not due:
                break
            days.append(due)
            with freeze_time(due):
                self.bill(due)
        return days

    def test_each_kind(self):
        for (billing, interval, unit), last in PLANS.items():
            with self.subTest(billing=billing, unit=unit):
                lead = self.sold(date(2026, 1, 1), billing, interval, unit)
                episode = lead.zoho_episode_id
                line = episode.contract_id.contract_line_ids
                self.assertEqual(line.date_end, last)
                self.bill_until_the_end(episode.contract_id)
                self.bill(date(2090, 1, 1))
                self.assertEqual(len(episode._invoices()), 3)
                self.assertEqual(line.last_date_invoiced, last)

    def test_from_the_last_of_a_month(self):
        for cycles in (1, 2, 7, 12):
            for day in (date(2026, 1, 31), date(2024, 2, 29), date(2026, 8, 30)):
                with self.subTest(cycles=cycles, day=day):
                    lead = self.sold(day, "monthly", cycles=cycles)
                    episode = lead.zoho_episode_id
                    self.bill_until_the_end(episode.contract_id, cycles + 5)
                    self.assertEqual(len(episode._invoices()), cycles)

    def test_without_end(self):
        lead = self.sold(date(2026, 1, 1), "monthly", cycles=0)
        contract = lead.zoho_episode_id.contract_id
        self.assertFalse(contract.contract_line_ids.date_end)
        self.assertEqual(len(self.bill_until_the_end(contract, 20)), 20)

    def test_a_stop_costs_no_cycle(self):
        lead = self.sold(date(2026, 1, 1), "monthly", cycles=4)
        episode = lead.zoho_episode_id
        with freeze_time("2026-02-01"):
            self.bill(date(2026, 2, 1))
        with freeze_time("2026-02-10"):
            self.move(lead, "lost")
        with freeze_time("2026-07-05"):
            self.move(lead, "won")
        self.assertEqual(
            self.bill_until_the_end(episode.contract_id),
            [date(2026, 7, 5), date(2026, 8, 5)],
        )
        self.assertEqual(len(episode._invoices()), 4)
        self.assertEqual(episode.contract_id.date_end, date(2026, 9, 4))

    def test_flapping_costs_no_cycle_and_bills_none_twice(self):
        lead = self.sold(date(2026, 1, 1), "monthly", cycles=3)
        for day in range(2, 9):
            with freeze_time(date(2026, 1, day)):
                self.move(lead, "lost")
                self.move(lead, "won")
        contract = lead.zoho_episode_id.contract_id
        self.assertEqual(contract.date_end, date(2026, 3, 31))
        self.bill_until_the_end(contract)
        self.assertEqual(len(lead.zoho_episode_id._invoices()), 3)

    def test_won_again_after_the_last_cycle_bills_nothing(self):
        lead = self.sold(date(2026, 1, 1), "monthly", cycles=1)
        with freeze_time("2026-03-01"):
            self.move(lead, "lost")
            self.move(lead, "won")
            self.bill(date(2026, 3, 1))
        self.assertEqual(len(lead.zoho_episode_id._invoices()), 1)

    def test_a_cancelled_invoice_is_no_cycle(self):
        lead = self.sold(date(2026, 1, 1), "monthly", cycles=3)
        episode = lead.zoho_episode_id
        with freeze_time("2026-02-01"):
            self.bill(date(2026, 2, 1))
            episode._invoices()[-1].button_cancel()
            self.move(lead, "lost")
            self.move(lead, "won")
        self.bill_until_the_end(episode.contract_id)
        states = episode._invoices().mapped("state")
        self.assertEqual(states, ["posted", "cancel", "posted", "posted"])

    def test_products_with_as_many_cycles_as_each_has(self):
        short = self.make_product("Short", 5, zoho_cycles=2)
        with freeze_time("2026-01-01"):
            lead = self.won(self.hosting, short)
            self.pay(lead.zoho_episode_id.invoice_id)
        day = date(2026, 1, 1)
        for _month in range(4):
            day = (day + timedelta(days=31)).replace(day=1)
            with freeze_time(day):
                self.bill(day)
        amounts = lead.zoho_episode_id._invoices().mapped("amount_untaxed")
        self.assertEqual(amounts, [105, 105, 100, 100, 100])
