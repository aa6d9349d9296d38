import logging
import time

from odoo import api, fields, models

from odoo.addons.sync_base.lib.errors import SyncError, Transient

from ..lib.reads import file_content

_logger = logging.getLogger(__name__)

# files fetched in one transaction
PAGE = 20
ISSUE = "ticket_file"


class WhmcsTicketFile(models.Model):
    """A file of a WHMCS ticket: on its way to Odoo, there, or why not.

    Kept apart from messages since each costs a call, which must not happen while a
    transaction is open, and since a file that cannot be read must not hold back its
    ticket.
    """

    _name = "whmcs.ticket.file"
    _description = "File of a WHMCS ticket"
    _order = "id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade"
    )
    message_id = fields.Many2one("mail.message", index=True, ondelete="cascade")
    kind = fields.Selection(
        [("ticket", "Ticket"), ("reply", "Reply"), ("note", "Note")], required=True
    )
    related_id = fields.Char("WHMCS ID", required=True)
    position = fields.Char("Index", required=True)
    name = fields.Char(required=True)
    state = fields.Selection(
        [("wanted", "To be read"), ("done", "Read"), ("failed", "Failed")],
        required=True,
        default="wanted",
    )
    attachment_id = fields.Many2one("ir.attachment", ondelete="set null")

    _file_uniq = models.Constraint(
        "UNIQUE(backend_id, kind, related_id, position)", "This file is there already."
    )
    _wanted_idx = models.Index("(backend_id) WHERE state = 'wanted'")

    @api.model
    def _want(self, backend, ticket, record):
        """Note which files of a ticket or message are to be read.

        :param record: the ticket, for its opening message, or the message
        """
        wanted = record.whmcs_files or []
        if not wanted or not backend.whmcs_file_mb:
            return
        files_sudo = self.sudo()
        message = record if record._name == "mail.message" else None
        known = files_sudo.search(
            [("backend_id", "=", backend.id), ("ticket_id", "=", ticket.id)]
        )
        there = {(each.kind, each.related_id, each.position) for each in known}
        # what was sent from here need not be read
        ours = record.attachment_ids if message or not ticket.whmcs_opened else None
        ours = {each.name: each for each in ours or []}
        files_sudo.create(
            [
                {
                    "backend_id": backend.id,
                    "ticket_id": ticket.id,
                    "message_id": message.id if message else False,
                    "kind": kind,
                    "related_id": related_id,
                    "position": position,
                    "name": name or "file",
                    "state": "done" if name in ours else "wanted",
                    "attachment_id": ours[name].id if name in ours else False,
                }
                for kind, related_id, position, name in wanted
                if (kind, related_id, position) not in there
            ]
        )

    def _key(self):
        self.ensure_one()
        return f"{self.kind}:{self.related_id}:{self.position}"

    # -- reading ---------------------------------------------------------------------

    @api.model
    def _fetch_wanted(self, backend, client, deadline=float("inf")):
        """Read what is wanted, page by page; each page is a transaction.

        :raises SyncError: WHMCS does not answer, or refuses; the rest stays wanted
        """
        files_sudo = self.sudo()
        after = 0
        while time.monotonic() < deadline:
            files = files_sudo.search(
                [
                    ("backend_id", "=", backend.id),
                    ("state", "=", "wanted"),
                    ("id", ">", after),
                ],
                limit=PAGE,
            )
            if not files:
                return
            after = files[-1].id
            asked = [(each.kind, each.related_id, each.position) for each in files]
            ids = files.ids
            self.env["ir.cron"]._commit_progress(remaining=0)
            results = client.many(lambda each: file_content(client, *each), asked)
            for file_id, result in zip(ids, results, strict=True):
                files_sudo.browse(file_id)._take(backend, result)
            self.env["ir.cron"]._commit_progress(len(ids), remaining=0)
            for result in results:
                if isinstance(result, Transient):
                    raise result

    def _take(self, backend, result):
        """Keep the content of a file, or say why there is none.

        :param result: bytes or `SyncError`
        """
        issues_sudo = self.env["sync.issue"].sudo()
        # another process may have read it meanwhile
        file = self.try_lock_for_update().filtered(lambda each: each.state == "wanted")
        if not file or isinstance(result, Transient):
            return
        limit = backend.whmcs_file_mb * 1024 * 1024
        reason = None
        if isinstance(result, SyncError):
            reason = str(result)
        elif len(result) > limit:
            reason = self.env._(
                "It has %(size)s MB; this backend keeps files up to %(limit)s MB.",
                size=f"{len(result) / 1024 / 1024:.1f}",
                limit=backend.whmcs_file_mb,
            )
        if reason:
            file.state = "failed"
            report = {"severity": "warning", "reason": reason, "label": file.name}
            issues_sudo._report(backend, ISSUE, {file._key(): report})
            return
        attachment = file._attach(backend, result)
        file.write({"state": "done", "attachment_id": attachment.id})
        issues_sudo._solve(backend, ISSUE, [file._key()])

    def _attach(self, backend, content):
        """Return an attachment of the message, else of the ticket."""
        attachment = (
            self.env["ir.attachment"]
            .with_user(backend.user_id)
            .create(
                {
                    # a name, never a path
                    "name": self.name.replace("/", "_").replace("\\", "_"),
                    "raw": content,
                    "res_model": "helpdesk.ticket",
                    "res_id": self.ticket_id.id,
                }
            )
        )
        if self.message_id:
            self.message_id.write({"attachment_ids": [(4, attachment.id)]})
        return attachment


class SyncBackend(models.Model):
    """Files are read after the tickets that have them."""

    _inherit = "sync.backend"

    def _pull(self, deadline=float("inf")):
        run = super()._pull(deadline)
        self.sudo()._whmcs_fetch_files(run, deadline)
        return run

    def _process_events(self, deadline=float("inf")):
        run = super()._process_events(deadline)
        self.sudo()._whmcs_fetch_files(run, deadline)
        return run

    def _whmcs_fetch_files(self, run, deadline=float("inf")):
        """Read the files that are wanted, where the run went well."""
        if self.system != "whmcs" or run.state != "done":
            return
        files = self.env["whmcs.ticket.file"]
        wanted = [("backend_id", "=", self.id), ("state", "=", "wanted")]
        if not files.search_count(wanted, limit=1):
            return
        try:
            with self._client() as client:
                files._fetch_wanted(self, client, deadline)
        except SyncError as error:
            # they stay wanted
            _logger.warning("%s: files of tickets: %s", self.name, error)


class SyncIssue(models.Model):
    """An issue about a file is retried by reading the file."""

    _inherit = "sync.issue"

    def action_retry(self):
        self.check_access("write")
        mine = self.filtered(lambda each: each.kind == ISSUE and each.state == "open")
        for issue in mine:
            kind, related_id, position = issue.remote_id.split(":")
            domain = [
                ("backend_id", "=", issue.backend_id.id),
                ("kind", "=", kind),
                ("related_id", "=", related_id),
                ("position", "=", position),
            ]
            files_sudo = self.env["whmcs.ticket.file"].sudo().search(domain)
            files_sudo.state = "wanted"
        for backend_sudo in mine.backend_id.sudo():
            backend_sudo.cron_id._trigger()
        if mine and mine == self:
            return self._notify(self.env._("The files are being read again."), "info")
        return super(SyncIssue, self - mine).action_retry()
