from odoo import fields, models


class MailMessage(models.Model):
    """Messages on helpdesk tickets that are replies or notes of WHMCS as well."""

    _name = "mail.message"
    _inherit = ["mail.message", "sync.bound.mixin"]

    whmcs_ticket_id = fields.Many2one(
        "helpdesk.ticket",
        "Ticket of WHMCS",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    # common form of `Author`
    whmcs_author = fields.Char("Author in WHMCS", readonly=True, copy=False)
    whmcs_files = fields.Json("Files in WHMCS", readonly=True, copy=False)
    # its author and date are Odoo's
    whmcs_from_odoo = fields.Boolean("Written in Odoo", readonly=True, copy=False)

    def _sync_create(self, vals_list):
        """Create what comes from WHMCS; nobody is notified.

        Not by `message_post`, which is for what happens now.
        """
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_create(vals_list)
        note = self.env.context.get("whmcs_what") == "notes"
        subtype = self.env.ref("mail.mt_note" if note else "mail.mt_comment")
        authors = {
            author: backend._whmcs_author_values(author)
            for author in {vals.get("whmcs_author") for vals in vals_list}
        }
        messages = self.create(
            [
                {
                    **vals,
                    **authors[vals.get("whmcs_author")],
                    "date": vals.get("date") or fields.Datetime.now(),
                    "model": "helpdesk.ticket",
                    "res_id": vals["whmcs_ticket_id"],
                    "message_type": "comment",
                    "subtype_id": subtype.id,
                    "is_internal": note,
                    # mail is answered there
                    "reply_to": authors[vals.get("whmcs_author")]["email_from"],
                }
                for vals in vals_list
            ]
        )
        for message in messages:
            self.env["whmcs.ticket.file"]._want(
                backend, message.whmcs_ticket_id, message
            )
        return messages

    def _sync_write(self, vals):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_write(vals)
        for message in self:
            values = dict(vals)
            if message.whmcs_from_odoo:
                values.pop("date", None)
            elif "whmcs_author" in vals:
                values |= backend._whmcs_author_values(vals["whmcs_author"])
            message.write(values)
            if "whmcs_files" in vals:
                self.env["whmcs.ticket.file"]._want(
                    backend, message.whmcs_ticket_id, message
                )
        return True
