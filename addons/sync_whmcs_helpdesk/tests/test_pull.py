from odoo.addons.sync_base.lib.errors import Transient

from .common import TicketCase


class TestPull(TicketCase):
    def test_a_ticket_comes_to_the_helpdesk(self):
        number = self.whmcs.open_ticket(
            "Mail &amp; web", "Hello,\r\n\r\n1 &lt; 2 &lt;b&gt;\r\nbye", priority="High"
        )
        run = self.pull()
        self.assertEqual((run.state, run.failed), ("done", 0))
        ticket = self.ticket(number)
        self.assertEqual(ticket.name, "Mail & web")
        self.assertEqual(
            ticket.description, "<p>Hello,</p><p>1 &lt; 2 &lt;b&gt;<br>bye</p>"
        )
        self.assertEqual(ticket.number, f"T{number}")
        self.assertEqual(ticket.priority, "2")
        self.assertEqual(ticket.stage_id, self.stage("new"))
        self.assertEqual(ticket.partner_id, self.bound("client", 7))
        self.assertEqual(ticket.company_id, self.backend.company_id)
        self.assertFalse(ticket.user_id)
        self.assertFalse(self.open_issues())

    def test_a_preview_does_not_miss_what_a_ticket_holds(self):
        number = self.whmcs.open_ticket("Mail", "Hello")
        self.whmcs.reply(number, "Which one?", admin="Jane Staff")
        self.whmcs.note(number, "Difficult one")
        self.pull()
        self.assertEqual(self.preview().gone, 0)
        del self.whmcs.tickets_kept[number]
        self.assertEqual(self.preview().gone, 1)

    def test_the_secret_of_a_ticket_is_kept_nowhere(self):
        number = self.whmcs.open_ticket("Mail", "Hello", status="Elsewhere")
        self.pull()
        issue = self.issue("ticket", number)
        self.assertIn("choose the stage", issue.reason)
        self.assertIn("Hello", issue.payload)
        self.assertNotIn("secret", issue.payload)
        self.assertEqual(self.ticket(number).name, "Mail")

    def test_a_guest_is_known_by_name_and_address(self):
        number = self.whmcs.open_ticket(
            "Offer", "How much?", userid="0", name="Gast", email="g@example.com"
        )
        self.pull()
        ticket = self.ticket(number)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_name, "Gast")
        self.assertEqual(ticket.partner_email, "g@example.com")
        self.assertFalse(self.open_issues())

    def test_replies_and_notes_are_messages_of_their_authors(self):
        number = self.whmcs.open_ticket("Mail", "Hello")
        staff = self.env["res.users"].create(
            {
                "name": "Jane Staff",
                "login": "jane",
                "company_id": self.backend.company_id.id,
                "company_ids": [(6, 0, self.backend.company_id.ids)],
            }
        )
        first = self.whmcs.reply(number, "Which one?", admin="Jane Staff")
        second = self.whmcs.reply(number, "All of &quot;it&quot;")
        third = self.whmcs.reply(
            number, "Me too", userid="0", name="Gast", email="g@example.com"
        )
        note = self.whmcs.note(number, "Difficult one")
        mails = self.env["mail.mail"].search_count([])
        self.pull()
        ticket = self.ticket(number)
        found = [self.message("reply", each) for each in (first, second, third)]
        self.assertEqual(found[0].author_id, staff.partner_id)
        self.assertEqual(found[1].author_id, self.bound("client", 7))
        self.assertFalse(found[2].author_id)
        self.assertEqual(found[2].email_from, '"Gast" <g@example.com>')
        self.assertEqual(found[1].body, '<p>All of "it"</p>')
        self.assertEqual(str(found[0].date), "2026-10-05 12:00:02")
        self.assertEqual({each.res_id for each in found}, {ticket.id})
        noted = self.message("note", note)
        self.assertTrue(noted.subtype_id.internal)
        self.assertEqual(noted.body, "<p>Difficult one</p>")
        # nobody was told
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(ticket.message_ids.notification_ids)
        self.assertFalse(ticket.message_partner_ids)

    def test_times_are_those_of_the_install(self):
        self.backend.whmcs_tz = "Europe/Copenhagen"
        number = self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        self.assertEqual(str(self.ticket(number).whmcs_opened), "2026-10-05 10:00:01")

    def test_nothing_comes_twice(self):
        number = self.whmcs.open_ticket("Mail", "Hello")
        self.whmcs.reply(number, "Well?")
        self.pull()
        ticket = self.ticket(number)
        before = ticket.message_ids
        self.whmcs.reply(number, "Well?")
        self.pull()
        self.pull()
        self.tell("ticket", number)
        self.assertEqual(len(ticket.message_ids - before), 1)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), 1)
        self.assertEqual(ticket.stage_id, self.stage("in_progress"))

    def test_unchanged_tickets_are_not_read_again(self):
        for number in range(3):
            self.whmcs.open_ticket(f"Mail {number}", "Hello")
        # the second pass reads those of the newest second once more
        self.pull()
        self.pull()
        self.whmcs.called.clear()
        self.pull()
        actions = [action for action, _client in self.whmcs.called]
        self.assertEqual(actions.count("GetTicket"), 0)
        self.assertEqual(actions.count("GetTickets"), 1)

    def test_a_note_is_found_by_a_hook_or_when_all_is_read(self):
        number = self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        self.pull()
        first = self.whmcs.note(number, "One")
        self.pull()
        self.assertFalse(self.message("note", first))
        self.tell("ticket", number)
        self.assertEqual(self.message("note", first).body, "<p>One</p>")
        second = self.whmcs.note(number, "Two")
        cursor = self.env["sync.cursor"].sudo().search([("kind", "=", "ticket")])
        cursor.bookmark = {**cursor.bookmark, "full_at": "2020-01-01T00:00:00+00:00"}
        self.pull()
        self.assertTrue(self.message("note", second))

    def test_a_changed_reply_is_changed_here(self):
        number = self.whmcs.open_ticket("Mail", "Hello")
        reply = self.whmcs.reply(number, "Wel?")
        self.pull()
        self.whmcs.tickets_kept[number]["replies"][0]["message"] = "Well?"
        self.tell("ticket", number)
        self.assertEqual(self.message("reply", reply).body, "<p>Well?</p>")

    def test_files_come_along_and_one_that_fails_is_an_issue(self):
        number = self.whmcs.open_ticket("Mail", "Hello", files=["a.txt"])
        reply = self.whmcs.reply(number, "Here", files=["b.txt", "../c.txt"])
        self.whmcs.contents["ticket", number, "0"] = b"one"
        self.whmcs.contents["reply", reply, "1"] = b"three"
        self.pull()
        ticket, message = self.ticket(number), self.message("reply", reply)
        self.assertEqual(message.attachment_ids.mapped("raw"), [b"three"])
        self.assertEqual(message.attachment_ids.name, ".._c.txt")
        names = set(ticket.attachment_ids.mapped("name"))
        self.assertEqual(names, {"a.txt", ".._c.txt"})
        issue = self.issue("ticket_file", f"reply:{reply}:0")
        self.assertEqual(issue.label, "b.txt")
        self.whmcs.contents["reply", reply, "0"] = b"two"
        issue.action_retry()
        self.pull()
        self.assertEqual(set(message.attachment_ids.mapped("raw")), {b"two", b"three"})
        self.assertEqual(issue.state, "solved")
        self.whmcs.called.clear()
        self.tell("ticket", number)
        self.assertNotIn("GetTicketAttachment", dict(self.whmcs.called))

    def test_a_file_waits_while_whmcs_does_not_answer(self):
        number = self.whmcs.open_ticket("Mail", "Hello", files=["a.txt"])
        self.whmcs.contents["ticket", number, "0"] = b"one"
        self.whmcs.errors["GetTicketAttachment"] = Transient("busy")
        self.pull()
        self.assertFalse(self.ticket(number).attachment_ids)
        self.assertFalse(self.open_issues())
        self.whmcs.errors.clear()
        self.pull()
        self.assertEqual(self.ticket(number).attachment_ids.raw, b"one")

    def test_too_large_is_told(self):
        self.backend.whmcs_file_mb = 1
        number = self.whmcs.open_ticket("Mail", "Hello", files=["a.bin"])
        self.whmcs.contents["ticket", number, "0"] = b"x" * (1024 * 1024 + 1)
        self.pull()
        self.assertFalse(self.ticket(number).attachment_ids)
        self.assertIn("1 MB", self.issue("ticket_file", f"ticket:{number}:0").reason)

    def test_a_deleted_ticket_is_archived(self):
        number = self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        ticket = self.ticket(number)
        del self.whmcs.tickets_kept[number]
        self.tell("ticket", number)
        self.assertFalse(ticket.active)

    def test_old_tickets_stay_out(self):
        self.whmcs.tickets.from_date = "2026-10-06"
        self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        self.assertFalse(self.env["helpdesk.ticket"].search_count([]))

    def test_without_tickets_nothing_is_asked(self):
        self.backend.whmcs_tickets = False
        self.whmcs.open_ticket("Mail", "Hello")
        self.whmcs.called.clear()
        self.pull()
        self.assertNotIn("GetTickets", dict(self.whmcs.called))
