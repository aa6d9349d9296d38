from .common import SyncCase


class TestIssue(SyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issues = cls.env["sync.issue"]

    def report(self, remote_id="1", **values):
        report = {"severity": "error", "reason": "name: empty", "payload": {"id": 1}}
        self.issues._report(self.backend, "client", {remote_id: report | values})
        return self.issues.search([("remote_id", "=", remote_id)])

    def test_one_open_issue_per_remote_object(self):
        first = self.report()
        again = self.report(reason="name: too long")
        self.assertEqual(first, again)
        self.assertEqual(again.times, 2)
        self.assertEqual(again.reason, "name: too long")

    def test_a_solved_issue_does_not_come_back_to_life(self):
        first = self.report()
        self.issues._solve(self.backend, "client", ["1"])
        self.assertEqual(first.state, "solved")
        both = self.report()
        self.assertEqual(len(both), 2)
        self.assertEqual(sorted(both.mapped("state")), ["open", "solved"])

    def test_solving_touches_only_what_is_named(self):
        one, other = self.report("1"), self.report("2")
        self.issues._solve(self.backend, "client", ["1", "3"])
        self.assertEqual(one.state, "solved")
        self.assertEqual(other.state, "open")

    def test_remote_text_that_no_column_can_hold(self):
        broken = "S\udcf8ren\0"
        issue = self.report(label=broken, reason=broken, payload={"name": broken})
        issue.flush_recordset()
        issue.invalidate_recordset()
        self.assertEqual(issue.reason, "S\\udcf8ren\\x00")
        self.assertIn("\\udcf8", issue.payload)

    def test_a_huge_payload_is_cut_and_says_so(self):
        issue = self.report(payload="x" * 1_000_000)
        self.assertLess(len(issue.payload), 21_000)
        self.assertIn("1,000,000", issue.payload)

    def test_dismiss(self):
        issue = self.report()
        issue.action_dismiss()
        self.assertEqual(issue.state, "dismissed")
