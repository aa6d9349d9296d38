"""Invoices read within the second of their last change are read once more."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_whmcs.lib.billing import first_position, invoice_page
from odoo.addons.sync_whmcs.lib.reply import Reply

START = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
# the clock of this WHMCS is in another time zone
THERE = timedelta(hours=9, minutes=30)


class OneList:
    """A client whose list holds one row per invoice, changed and read by a clock."""

    page_size, from_date = 2, None

    def __init__(self, count=5):
        self.now = START
        self.changes = dict.fromkeys(range(1, count + 1), 0)
        self.stamps = dict.fromkeys(self.changes, "2026-11-01 10:00:00")
        self.read = dict.fromkeys(self.changes)

    def change(self, number):
        self.changes[number] += 1
        self.stamps[number] = (self.now + THERE).strftime("%Y-%m-%d %H:%M:%S")

    def call(self, action, limitstart, limitnum, **_options):
        assert action == "GetInvoices"
        ids = sorted(self.changes)[limitstart : limitstart + limitnum]
        invoices = [{"id": each, "updated_at": self.stamps[each]} for each in ids]
        return Reply(
            {"totalresults": len(self.changes), "invoices": {"invoice": invoices}}
        )

    def sync(self, bookmark, between=()):
        """Read what has to be; return the next bookmark and how many were read.

        :param between: invoices that change after the page of the same index
        """
        position, calls, between = first_position(bookmark, self.now), 0, list(between)
        while position:
            page = invoice_page(self, position)
            for remote in page.records:
                number = int(remote.id)
                seen, stamp = self.read[number] or (None, None)
                if remote.must_read or stamp != self.stamps[number]:
                    calls += 1
                    self.read[number] = self.changes[number], self.stamps[number]
            if between and (changed := between.pop(0)):
                self.change(changed)
            position = page.position
        return page.bookmark, calls

    def behind(self):
        return {
            number
            for number, count in self.changes.items()
            if self.read[number][0] != count
        }


def test_a_change_in_the_second_of_the_last_one_is_seen():
    whmcs = OneList()
    bookmark, _calls = whmcs.sync({})
    whmcs.now += timedelta(hours=1)
    whmcs.change(3)
    bookmark, calls = whmcs.sync(bookmark)
    assert calls == 1
    whmcs.change(3)
    whmcs.now += timedelta(seconds=30)
    bookmark, calls = whmcs.sync(bookmark)
    assert (calls, whmcs.behind()) == (1, set())
    whmcs.now += timedelta(seconds=30)
    assert whmcs.sync(bookmark)[1] == 0


def test_an_old_list_is_read_once():
    whmcs = OneList()
    bookmark, calls = whmcs.sync({})
    assert calls == 5
    whmcs.now += timedelta(seconds=1)
    assert whmcs.sync(bookmark)[1] == 0


steps = st.tuples(
    st.sampled_from([0, 0.2, 0.5, 1.1, 7]),  # seconds that pass
    st.lists(st.integers(1, 5), max_size=3),  # changed before a pass
    st.lists(st.integers(0, 5), max_size=3),  # changed between its pages, 0 for none
)


@given(st.lists(steps, max_size=8))
def test_nothing_stays_behind(history):
    whmcs, bookmark = OneList(), {}
    for seconds, before, between in history:
        whmcs.now += timedelta(seconds=seconds)
        for number in before:
            whmcs.change(number)
        bookmark, _calls = whmcs.sync(bookmark, between)
    for _pass in range(2):
        whmcs.now += timedelta(seconds=10)
        bookmark, _calls = whmcs.sync(bookmark)
    assert not whmcs.behind()
    whmcs.now += timedelta(seconds=10)
    assert whmcs.sync(bookmark)[1] == 0
