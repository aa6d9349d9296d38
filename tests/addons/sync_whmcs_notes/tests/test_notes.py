from odoo.addons.sync_whmcs.tests.common import WhmcsCase


class TestNotes(WhmcsCase):
    """The example of ``docs/architecture.md``: one line of a field map will do."""

    def test_both_ways(self):
        client = {
            "id": 1,
            "firstname": "Åse",
            "lastname": "Holm",
            "email": "aase@example.dk",
            "notes": "Prefers &quot;invoices&quot; by post",
        }
        self.whmcs.clients = [client]
        self.pull()
        partner = self.bound("client", 1)
        self.assertEqual(partner.whmcs_notes, 'Prefers "invoices" by post')
        self.backend.push_changes = True
        partner.whmcs_notes = "By e-mail now"
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"notes": "By e-mail now"})])
        self.assertEqual(self.pull().updated, 0)
