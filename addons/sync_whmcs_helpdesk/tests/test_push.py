from odoo.addons.sync_base.lib.errors import Transient

from .common import TicketCase

LOST = Transient("the connection broke")


class TestPush(TicketCase):
    def setUp(self):
        super().setUp()
        self.backend.push_changes = True
        self.number = self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        self.record = self.ticket(self.number)

    def remote(self):
        return self.whmcs.tickets_kept[self.number]

    def say(self, text, note=False, **values):
        """Write in the ticket as people do."""
        return self.record.message_post(
            body=text,
            subtype_xmlid="mail.mt_note" if note else "mail.mt_comment",
            message_type="comment",
            **values,
        )

    # -- the header ------------------------------------------------------------------

    def test_changes_of_the_header_are_sent(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Tech"})
        self.backend.whmcs_department_ids[1].team_id = team
        self.record.write(
            {
                "name": "Mail <lost>",
                "priority": "3",
                "stage_id": self.stage("done").id,
                "team_id": team.id,
            }
        )
        self.push()
        remote = self.remote()
        self.assertEqual(
            (remote["subject"], remote["priority"], remote["status"], remote["deptid"]),
            ("Mail <lost>", "High", "Closed", "2"),
        )
        self.whmcs.posted.clear()
        self.pull()
        self.assertFalse(self.push())
        self.assertFalse(self.whmcs.posted)
        self.assertEqual(self.record.priority, "3")

    def test_statuses_of_one_stage_are_not_exchanged(self):
        """Customer-Reply is In Progress here; that says nothing new to WHMCS."""
        self.whmcs.reply(self.number, "Well?")
        self.pull()
        self.assertEqual(self.record.stage_id, self.stage("in_progress"))
        self.push()
        self.assertEqual(self.remote()["status"], "Customer-Reply")
        self.record.stage_id = self.stage("awaiting")
        self.push()
        self.assertEqual(self.remote()["status"], "Answered")

    def test_a_stage_without_status_counts_as_closed_or_not(self):
        self.record.stage_id = self.stage("cancelled")
        self.push()
        self.assertEqual(self.remote()["status"], "Closed")
        self.pull()
        self.tell("ticket", self.number)
        self.assertEqual(self.record.stage_id, self.stage("cancelled"))

    def test_a_team_without_department_is_not_sent(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Only here"})
        self.record.team_id = team
        self.push()
        self.assertEqual(self.remote()["deptid"], "1")
        self.tell("ticket", self.number)
        self.push()
        self.assertEqual(self.record.team_id, team)
        self.assertFalse(self.posted("UpdateTicket"))

    # -- replies and notes -------------------------------------------------------------

    def test_a_reply_goes_to_whmcs_once(self):
        message = self.say("Try again,\nplease")
        self.push()
        self.assertFalse(self.open_issues())
        (reply,) = self.remote()["replies"]
        self.assertFalse(self.binding("reply", reply["id"]).is_dirty)
        self.assertEqual(reply["admin"], "Boss")
        self.assertIn("Try again", reply["message"])
        self.assertEqual(self.message("reply", reply["id"]), message)
        count = len(self.record.message_ids)
        self.pull()
        self.tell("ticket", self.number)
        self.push()
        self.assertEqual(len(self.remote()["replies"]), 1)
        self.assertEqual(len(self.record.message_ids), count)
        self.assertEqual(message.author_id, self.env.user.partner_id)
        self.assertEqual(self.record.stage_id, self.stage("awaiting"))

    def test_a_note_goes_as_a_note(self):
        message = self.say("Difficult", note=True)
        self.push()
        (note,) = self.remote()["notes"]
        self.assertEqual(note["message"], "Difficult")
        self.assertEqual(self.message("note", note["id"]), message)
        self.assertFalse(self.remote()["replies"])
        self.tell("ticket", self.number)
        self.assertEqual(len(self.remote()["notes"]), 1)

    def test_several_replies_keep_their_order(self):
        for text in ("One", "Two", "One", "Three"):
            self.say(text)
        self.push()
        sent = [each["message"] for each in self.remote()["replies"]]
        self.assertEqual(sent, ["One", "Two", "One", "Three"])
        self.tell("ticket", self.number)
        self.push()
        self.assertEqual(len(self.remote()["replies"]), 4)

    def test_a_reply_whose_answer_is_lost_is_not_written_twice(self):
        self.whmcs.reply(self.number, "Once more", admin="Boss")
        self.pull()
        message = self.say("Once more")
        self.whmcs.lost["AddTicketReply"] = LOST
        self.push()
        self.assertEqual(len(self.remote()["replies"]), 2)
        self.push()
        self.assertEqual(len(self.remote()["replies"]), 2)
        last = self.remote()["replies"][-1]["id"]
        self.assertEqual(self.message("reply", last), message)

    def test_a_pull_that_meets_it_first_ties_it(self):
        message = self.say("Once more")
        self.whmcs.lost["AddTicketReply"] = LOST
        self.push()
        count = len(self.record.message_ids)
        self.tell("ticket", self.number)
        self.push()
        (reply,) = self.remote()["replies"]
        self.assertEqual(self.message("reply", reply["id"]), message)
        self.assertEqual(len(self.record.message_ids), count)

    def test_files_go_along_and_do_not_come_back(self):
        self.say("See there", attachments=[("a.txt", b"one")])
        self.push()
        (reply,) = self.remote()["replies"]
        self.assertEqual(reply["files"], ["a.txt"])
        self.whmcs.called.clear()
        self.tell("ticket", self.number)
        self.assertNotIn("GetTicketAttachment", dict(self.whmcs.called))
        self.assertEqual(self.record.attachment_ids.mapped("name"), ["a.txt"])

    def test_a_customer_who_writes_here_writes_there_as_a_customer(self):
        self.record.message_post(
            body="From the portal",
            author_id=self.record.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.push()
        (reply,) = self.remote()["replies"]
        self.assertEqual(reply["admin"], "")
        self.assertEqual(self.remote()["status"], "Customer-Reply")
        (sent,) = self.posted("AddTicketReply")
        self.assertEqual(sent["clientid"], "7")

    def test_a_reply_and_a_closed_ticket_stay_closed(self):
        self.say("Done")
        self.record.stage_id = self.stage("done")
        self.push()
        self.assertEqual(self.remote()["status"], "Closed")
        self.pull()
        self.assertEqual(self.record.stage_id, self.stage("done"))

    def test_what_odoo_notes_by_itself_stays_here(self):
        self.record.message_post(body="Stage changed", message_type="notification")
        self.push()
        self.assertFalse(self.remote()["replies"] or self.remote()["notes"])

    def test_without_a_name_to_write_as_it_is_an_issue(self):
        self.backend.whmcs_admin_username = False
        message = self.say("Hello")
        self.push()
        issue = self.open_issues()
        self.assertIn("Say as whom", issue.reason)
        self.backend.whmcs_admin_username = "boss"
        issue.action_retry()
        self.push()
        (reply,) = self.remote()["replies"]
        self.assertEqual(self.message("reply", reply["id"]), message)
        self.assertEqual(issue.state, "solved")

    def test_replies_can_stay_here(self):
        self.backend.whmcs_send_replies = False
        self.say("Hello")
        self.push()
        self.assertFalse(self.remote()["replies"])

    # -- mail ------------------------------------------------------------------------

    def test_the_customer_gets_mail_from_whmcs_only(self):
        customer = self.record.partner_id
        self.record.message_subscribe(customer.ids)
        message = self.say("Hello")
        self.assertNotIn(customer, message.notified_partner_ids)
        self.backend.whmcs_ticket_mails = "odoo"
        message = self.say("Hello again")
        self.assertIn(customer, message.notified_partner_ids)

    def test_whmcs_keeps_quiet_where_odoo_tells(self):
        self.whmcs.tickets.noemail = True
        self.say("Hello")
        self.push()
        (sent,) = self.posted("AddTicketReply")
        self.assertEqual(sent["noemail"], 1)


class TestCreate(TicketCase):
    def setUp(self):
        super().setUp()
        self.backend.write({"push_new": True, "push_changes": True})

    def open_here(self, **values):
        return self.env["helpdesk.ticket"].create(
            {
                "name": "Printer",
                "description": "<p>It is<br>on fire</p>",
                "partner_id": self.bound("client", 7).id,
                "priority": "2",
                "company_id": self.backend.company_id.id,
                **values,
            }
        )

    def test_a_ticket_opened_here_is_opened_there(self):
        ticket = self.open_here()
        self.push()
        (remote,) = self.whmcs.tickets_kept.values()
        self.assertEqual(remote["subject"], "Printer")
        self.assertEqual(remote["message"].split(), ["It", "is", "on", "fire"])
        self.assertEqual((remote["userid"], remote["priority"]), ("7", "High"))
        self.assertEqual(self.ticket(remote["id"]), ticket)
        self.assertEqual(ticket.whmcs_number, remote["tid"])
        self.pull()
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), 1)
        self.assertEqual(ticket.description, "<p>It is<br>on fire</p>")

    def test_it_is_opened_once_though_the_answer_is_lost(self):
        self.whmcs.open_ticket("Printer", "It is\non fire")
        self.pull()
        ticket = self.open_here(stage_id=self.stage("in_progress").id)
        self.whmcs.lost["OpenTicket"] = LOST
        self.push()
        self.push()
        self.assertEqual(len(self.whmcs.tickets_kept), 2)
        last = list(self.whmcs.tickets_kept)[-1]
        self.assertEqual(self.ticket(last), ticket)

    def test_a_pull_that_meets_it_first_ties_it(self):
        ticket = self.open_here(stage_id=self.stage("in_progress").id)
        self.whmcs.lost["OpenTicket"] = LOST
        self.push()
        self.pull()
        self.push()
        (number,) = self.whmcs.tickets_kept
        self.assertEqual(self.ticket(number), ticket)

    def test_a_reply_waits_for_its_ticket(self):
        ticket = self.open_here(stage_id=self.stage("awaiting").id)
        ticket.message_post(
            body="We come", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.push()
        self.push()
        (remote,) = self.whmcs.tickets_kept.values()
        self.assertEqual([each["message"] for each in remote["replies"]], ["We come"])
        self.assertEqual(ticket.stage_id, self.stage("awaiting"))

    def test_of_a_person_who_is_no_client_the_address_is_sent(self):
        ticket = self.open_here(
            partner_id=False, partner_name="Gast", partner_email="g@example.com"
        )
        self.push()
        (sent,) = self.posted("OpenTicket")
        self.assertEqual((sent["name"], sent["email"]), ("Gast", "g@example.com"))
        self.assertTrue(ticket.whmcs_number)

    def test_a_backend_without_tickets_gets_none(self):
        self.backend.whmcs_tickets = False
        self.open_here()
        self.push()
        self.assertFalse(self.whmcs.tickets_kept)
