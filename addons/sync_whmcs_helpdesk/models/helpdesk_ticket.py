from odoo import fields, models

KINDS = ("ticket", "reply", "note")


class HelpdeskTicket(models.Model):
    """Tickets that are in WHMCS as well: what comes in, and what is written here."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "sync.bound.mixin"]

    whmcs_number = fields.Char(
        "WHMCS ticket",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The number by which WHMCS's customers know it",
    )
    whmcs_opened = fields.Datetime("Opened in WHMCS", readonly=True, copy=False)
    whmcs_files = fields.Json("Files in WHMCS", readonly=True, copy=False)

    # -- what comes in -------------------------------------------------------------

    def _sync_create(self, vals_list):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_create(vals_list)
        stage = backend._whmcs_stage_defaults().get("open")
        complete = []
        for vals in vals_list:
            values = {"stage_id": stage.id, **vals}
            if not values.get("team_id"):
                values["team_id"] = backend.whmcs_ticket_team_id.id
            values |= {
                "company_id": backend.company_id.id,
                # who answers it is not known
                "user_id": False,
                "description": values.get("description") or "<p></p>",
            }
            if values.get("whmcs_number"):
                # what people call it in their mails
                values["number"] = values["whmcs_number"]
            complete.append(values)
        tickets = self.create(complete)
        for ticket in tickets:
            self.env["whmcs.ticket.file"]._want(backend, ticket, ticket)
        return tickets

    def _sync_write(self, vals):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_write(vals)
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        for ticket in self:
            values = dict(vals)
            ours = ticket.partner_id.commercial_partner_id
            if partner and ours == partner.commercial_partner_id:
                # a person of that client says more
                del values["partner_id"]
            ticket.write(values)
            if "whmcs_files" in vals:
                self.env["whmcs.ticket.file"]._want(backend, ticket, ticket)
        return True

    def _sync_of_company(self, backend):
        if backend.system == "whmcs" and not backend.whmcs_tickets:
            return self.browse()
        return super()._sync_of_company(backend)

    # -- what is written here --------------------------------------------------------

    def _whmcs_backend(self):
        """Return the WHMCS backend that a ticket is tied to or to be created in.

        With all rights: who writes in a ticket need not see bindings.
        """
        self.ensure_one()
        binding_sudo = (
            self.env["sync.binding"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("kind", "=", "ticket"),
                    ("backend_id.system", "=", "whmcs"),
                    ("backend_id.whmcs_tickets", "=", True),
                ],
                limit=1,
            )
        )
        return binding_sudo.backend_id

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        self._whmcs_send(message)
        return result

    def _whmcs_send(self, message):
        """Have a message that was written here appear in WHMCS."""
        if self.env.context.get("sync_source_backend") or len(self) != 1:
            return
        if message.message_type not in ("comment", "email"):
            return
        backend_sudo = self._whmcs_backend()
        if not backend_sudo or not backend_sudo.whmcs_send_replies:
            return
        internal = message.is_internal or message.subtype_id.internal
        comment = message.subtype_id == self.env.ref("mail.mt_comment")
        if not internal and not comment:
            return
        message_sudo = message.sudo()
        message_sudo.write({"whmcs_ticket_id": self.id, "whmcs_from_odoo": True})
        bindings_sudo = self.env["sync.binding"].sudo()
        kind = "note" if internal else "reply"
        bindings_sudo._create_pending(backend_sudo, kind, message_sudo)

    # -- who gets mail ---------------------------------------------------------------

    def _whmcs_mails(self):
        """Tell whether customers get their mail about this ticket from WHMCS."""
        backend_sudo = self._whmcs_backend() if len(self) == 1 else None
        return bool(backend_sudo) and backend_sudo.whmcs_ticket_mails == "whmcs"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if recipients and self._whmcs_mails():
            recipients = [each for each in recipients if each.get("type") == "user"]
        return recipients

    def _track_template(self, tracking):
        templates = super()._track_template(tracking)
        if "stage_id" in templates and self[:1]._whmcs_mails():
            del templates["stage_id"]
        return templates
