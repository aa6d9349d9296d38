from unittest.mock import patch

from odoo.addons.sync_base.engine.turn import Turn
from odoo.addons.sync_base.lib.errors import Transient
from odoo.addons.sync_dummy.lib import remote

from .common import DummyCase


class Ends:
    """Raises at the n-th time that it is called, and counts."""

    def __init__(self, at, error):
        self.at, self.error, self.times = at, error, 0

    def __call__(self, *_arguments, **_options):
        self.times += 1
        if self.times == self.at:
            raise self.error


class TestCrashAnywhere(DummyCase):
    """Wherever work is interrupted, it ends as if it had not been.

    The same work is done again and again, each time interrupted at another point:
    after each call of the remote has had its effect, and instead of each commit.
    """

    def begin(self):
        """Make a remote and records here, with something of everything to be done."""
        self.number = getattr(self, "number", 0) + 1
        self.backend = self.env["sync.backend"].create(
            {
                "name": f"Dummy {self.number}",
                "system": "dummy",
                "state": "running",
                "page_size": 2,
            }
        )
        self.remote = remote.remote(self.backend.name)
        customers = [self.add(name) for name in ("A", "B", "C", "D", "E")]
        self.assertEqual(self.pull().created, 5)
        partners = [self.of_backend(customer) for customer in customers]
        self.backend.write({"push_changes": True, "push_new": True})
        # there, here, both in different fields, gone there, new there, new here
        self.remote.edit(customers[0], city="Aabenraa")
        partners[1].city = "Billund"
        self.remote.edit(customers[2], vat="33333333")
        partners[2].city = "Christiansfeld"
        self.remote.delete(customers[3])
        self.add("F")
        parent = self.env["res.partner"].create({"name": "G", "email": self.mail("g")})
        self.env["res.partner"].create({"name": "H", "parent_id": parent.id})
        self.env["sync.cursor"].search([]).swept_at = "2026-01-01"

    def add(self, name):
        return self.remote.add(name=name, email=self.mail(name))

    def mail(self, name):
        return f"{name.lower()}{self.number}@example.dk"

    def of_backend(self, customer):
        binding = self.env["sync.binding"].search(
            [("backend_id", "=", self.backend.id), ("remote_id", "=", customer)]
        )
        return self.env["res.partner"].browse(binding.res_id)

    def go_on(self):
        """Work until nothing is left to be done."""
        for _turn in range(5):
            self.pull()
            # a parent is created before its child
            while self.push().state == "done":
                pass
            if self.env["sync.run"].search([], limit=2).mapped("state") == ["done"] * 2:
                break

    def interrupted(self, hooks, ends):
        """Work, interrupted by ``ends``; then go on as after a restart."""
        hooks.append(ends)
        try:
            self.go_on()
        except SystemExit:
            self.env.invalidate_all()
        finally:
            hooks.remove(ends)
        self.go_on()

    def state(self):
        """Return what both sides hold, without what differs between times."""
        rows = sorted(
            (
                row["name"],
                row["city"] or None,
                row["vat"] or None,
                bool(row["archived"]),
                self.remote.customers.get(row["parent"] or "", {}).get("name"),
            )
            for row in self.remote.customers.values()
        )
        bindings = self.env["sync.binding"].search(
            [("backend_id", "=", self.backend.id)]
        )
        here = sorted(
            (each.name, each.city, each.vat, each.active, each.parent_id.name)
            for binding in bindings
            for each in binding._record()
        )
        issues = self.env["sync.issue"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "open")]
        )
        unfinished = bindings.filtered(lambda each: each.is_dirty or each.intent)
        return rows, here, issues.mapped("reason"), unfinished.mapped("remote_id")

    def undisturbed(self, hooks=None):
        """Return the state without interruption, and how often the hooks ran."""
        self.begin()
        count = Ends(0, None)
        self.interrupted([] if hooks is None else hooks(), count)
        return self.state(), count.times

    def test_what_is_to_come_out(self):
        (rows, here, issues, unfinished), _count = self.undisturbed()
        self.assertEqual([row[0] for row in rows], ["A", "B", "C", "E", "F", "G", "H"])
        self.assertEqual([row[0] for row in here], [*"ABCDEFGH"])
        self.assertEqual(rows[2][1:3], ("Christiansfeld", "33333333"))
        self.assertEqual(rows[-1][-1], "G")
        self.assertFalse(here[3][3], "D is archived")
        self.assertFalse(issues or unfinished)

    def interrupt(self, hooks, error, first=1, step=2):
        """Interrupt at every so many points: all of them would take minutes."""
        wanted, count = self.undisturbed(hooks)
        self.assertGreater(count, 10)
        for at in range(first, count + 1, step):
            with self.subTest(at=at, error=error):
                self.begin()
                self.interrupted(hooks(), Ends(at, error))
                self.assertEqual(self.state(), wanted)

    def test_dies_after_a_call(self):
        self.interrupt(lambda: self.remote.after, SystemExit())

    def test_the_reply_to_a_call_is_lost(self):
        lost = Transient("connection reset")
        self.interrupt(lambda: self.remote.after, lost, first=2)

    def test_dies_instead_of_a_commit(self):
        hooks = []
        commit = Turn._commit

        def maybe(turn, processed=0):
            for hook in hooks:
                hook()
            commit(turn, processed)

        with patch.object(Turn, "_commit", maybe):
            self.interrupt(lambda: hooks, SystemExit(), step=3)
