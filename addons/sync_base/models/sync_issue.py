import json

from odoo import api, fields, models

from ..lib.text import storable_text

PAYLOAD_LIMIT = 20_000


class SyncIssue(models.Model):
    """A remote record that could not be synchronised, wholly or in part.

    Open until a later reading succeeds, or somebody dismisses it. There is at most one
    open issue per remote object.
    """

    _name = "sync.issue"
    _description = "Synchronisation issue"
    _order = "last_seen desc, id desc"

    name = fields.Char(compute="_compute_name")
    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    run_id = fields.Many2one(
        "sync.run", "Last run", ondelete="set null", index=True, readonly=True
    )
    kind = fields.Char(required=True, readonly=True, help="Kind of remote object")
    remote_id = fields.Char(
        "Remote ID", readonly=True, help="Empty: the issue is about the list as a whole"
    )
    label = fields.Char("Remote name", readonly=True)
    severity = fields.Selection(
        [("error", "Left out"), ("warning", "Came in, in part")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved"), ("dismissed", "Dismissed")],
        required=True,
        default="open",
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
    payload = fields.Text(
        readonly=True, help="What the remote system sent; secrets are removed"
    )
    # What it may be: [{"id": of the record, or of the remote object for an issue of a
    # record that is to be created there, "name": for people}]
    candidates = fields.Json(readonly=True)
    decision = fields.Selection(
        [("create", "Create new")],
        readonly=True,
        help="Somebody said that it is none of the candidates",
    )
    is_conflict = fields.Boolean(
        "Conflict", readonly=True, help="Both sides changed the same field."
    )
    # Set where only a change of the remote record can help: until then it is not
    # fetched again.
    remote_version = fields.Char(readonly=True)
    times = fields.Integer("Seen", default=1, readonly=True)
    last_seen = fields.Datetime(default=fields.Datetime.now, readonly=True)

    _open_uniq = models.UniqueIndex(
        "(backend_id, kind, remote_id) WHERE state = 'open'",
    )

    @api.depends("kind", "remote_id", "label")
    def _compute_name(self):
        for issue in self:
            parts = [issue.kind, issue.remote_id, issue.label and issue.label[:60]]
            issue.name = " ".join(part for part in parts if part)

    # -- kept by the engine ------------------------------------------------------

    @api.model
    def _latest(self, backend, kind, remote_ids):
        """Return ``{remote id: issue}`` of a page's issues that are not solved."""
        issues = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("state", "in", ["open", "dismissed"]),
                ("remote_id", "in", list(remote_ids)),
            ],
            order="id",
        )
        return {issue.remote_id: issue for issue in issues}

    @api.model
    def _open(self, backend, kind, remote_ids):
        """Return ``{remote id: issue}`` of a page's open issues."""
        latest = self._latest(backend, kind, remote_ids)
        return {id_: issue for id_, issue in latest.items() if issue.state == "open"}

    @api.model
    def _report(self, backend, kind, reports, run=None):
        """Open or refresh issues; a dismissed one opens only for another reason.

        :param reports: ``{remote id: values}`` with ``severity``, ``reason``,
            ``payload`` (text or JSON-able), ``label``, ``remote_version``,
            ``candidates`` and ``is_conflict``
        """
        if not reports:
            return
        known = self._latest(backend, kind, reports)
        new = []
        for remote_id, report in reports.items():
            values = {
                "candidates": False,
                "is_conflict": False,
                **report,
                "label": self._storable(report.get("label")),
                "reason": self._storable(report["reason"]),
                "payload": self._payload_text(report.get("payload")),
                "run_id": run.id if run else False,
                "last_seen": fields.Datetime.now(),
            }
            if issue := known.get(remote_id):
                if issue.reason != values["reason"]:
                    values["state"] = "open"
                issue.write({**values, "times": issue.times + 1})
            else:
                new.append(
                    {
                        **values,
                        "backend_id": backend.id,
                        "kind": kind,
                        "remote_id": remote_id,
                    }
                )
        self.create(new)

    @api.model
    def _solve(self, backend, kind, remote_ids):
        """Close the issues of records that are fine now."""
        issues = self._latest(backend, kind, remote_ids).values()
        self.concat(*issues).write({"state": "solved"})

    @api.model
    def _payload_text(self, payload):
        if payload is None or payload is False:
            return False
        if not isinstance(payload, str):
            payload = json.dumps(payload, indent=2, ensure_ascii=False, default=str)
        payload = self._storable(payload)
        if len(payload) > PAYLOAD_LIMIT:
            payload = f"{payload[:PAYLOAD_LIMIT]}\n… ({len(payload):,} characters)"
        return payload

    @api.model
    def _storable(self, text):
        """Return remote text as a column can hold it, False where it is empty."""
        return storable_text(text) if text else False

    def _payload_data(self):
        """Return the payload as a dict, {} where it is something else."""
        self.ensure_one()
        try:
            data = json.loads(self.payload or "{}")
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}
