from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ..lib.events import EventCall, event_key, random_key
from ..lib.text import storable_text

# A longer key would not fit into an index; its digest does as well.
KEY_LENGTH = 200
# Minutes after which an object is asked for again that could not be read.
DELAYS = (1, 5, 25, 125, 625)


class SyncEvent(models.Model):
    """What one webhook call says of one remote object, kept before anything is done.

    A hint: the object is read anew, so an event that comes twice, late, in the wrong
    order or replayed by a stranger does no harm. A call that tells of several objects
    makes an event for each; the first one keeps the body.
    """

    _name = "sync.event"
    _description = "Synchronisation event"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    backend_id = fields.Many2one(
        "sync.backend", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    key = fields.Char(
        required=True,
        readonly=True,
        help="Tells one event from another: what comes again with it is dropped",
    )
    kind = fields.Char(readonly=True, help="Kind of remote object")
    remote_id = fields.Char("Remote ID", readonly=True)
    state = fields.Selection(
        [
            ("new", "Waiting"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("ignored", "Ignored"),
        ],
        required=True,
        default="new",
        readonly=True,
    )
    message = fields.Text(readonly=True)
    received_at = fields.Datetime("Received", required=True, readonly=True)
    processed_at = fields.Datetime("Processed", readonly=True)
    lag = fields.Float(
        "Lag (s)",
        compute="_compute_lag",
        digits=(16, 1),
        help="From receiving to processing; so far, where it still waits",
    )
    run_id = fields.Many2one(
        "sync.run", ondelete="set null", index="btree_not_null", readonly=True
    )
    tries = fields.Integer("Failed tries", default=0, readonly=True)
    next_try = fields.Datetime(readonly=True)
    # What comes in may tell of people.
    headers = fields.Json(readonly=True, groups="sync_base.group_sync_manager")
    body = fields.Text(readonly=True, groups="sync_base.group_sync_manager")

    _key_uniq = models.UniqueIndex("(backend_id, key)")
    _new_idx = models.Index("(backend_id, kind, id) WHERE state = 'new'")
    _received_idx = models.Index("(received_at)")

    @api.depends("kind", "remote_id", "key")
    def _compute_name(self):
        for event in self:
            parts = [event.kind, event.remote_id] if event.kind else [event.key]
            event.name = " ".join(part for part in parts if part)

    @api.depends("received_at", "processed_at", "state")
    def _compute_lag(self):
        now = fields.Datetime.now()
        for event in self:
            waits = event.state == "new"
            end = event.processed_at or (now if waits else event.received_at)
            seconds = (end - event.received_at).total_seconds()
            event.lag = max(0, seconds)

    # -- taking in -----------------------------------------------------------------

    @api.model
    def _insert(self, backend, call, events, problem=None):
        """Keep what a call says, in one statement.

        Return whether the action that processes events has to be woken for it.

        :param call: `EventCall`
        :param events: list of `Event`
        :param problem: why there are none: the call is kept all the same
        """
        now, uid = fields.Datetime.now(), self.env.uid
        rows = [self._columns(backend, event) for event in events]
        if problem:
            rows = [(event_key(call.body), None, None, "failed", problem)]
        headers = {
            name: _text(call.headers[name])[:KEY_LENGTH]
            for name in backend._event_headers() & call.headers.keys()
        }
        contents = [(Json(headers), _text(call.body))]
        contents += [(None, None)] * (len(rows) - 1)
        self.env.cr.execute(
            SQL(
                "INSERT INTO sync_event (backend_id, company_id, key, kind, remote_id, "
                "state, message, headers, body, received_at, tries, "
                "create_date, write_date, create_uid, write_uid) VALUES %s "
                "ON CONFLICT (backend_id, key) DO NOTHING "
                "RETURNING state = 'new' AND NOT %s",
                SQL(", ").join(
                    SQL(
                        "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s)",
                        *(backend.id, backend.company_id.id, *row, *content),
                        *(now, now, now, uid, uid),
                    )
                    for row, content in zip(rows, contents, strict=True)
                ),
                backend._is_woken(),
            )
        )
        return any(wake for (wake,) in self.env.cr.fetchall())

    @api.model
    def _columns(self, backend, event):
        """Return key, kind, remote id, state and message of an `Event`."""
        key = _text(event.key or random_key())
        kind, remote_id = _text(event.kind), _text(event.remote_id)
        state, message = "new", None
        if self.env["sync.resource"]._of_kind(backend.system, kind) is None:
            state = "ignored"
            message = self.env._("Nothing is synchronised of this kind.")
        return (
            key if len(key) <= KEY_LENGTH else event_key(key),
            kind[:KEY_LENGTH],
            remote_id[:KEY_LENGTH],
            state,
            message,
        )

    # -- processing ----------------------------------------------------------------

    @api.model
    def _waiting(self, backend):
        """Return the domain of the events that are to be processed now."""
        return [
            ("backend_id", "=", backend.id),
            ("state", "=", "new"),
            "|",
            ("next_try", "=", False),
            ("next_try", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _claim(self, backend, kinds, limit):
        """Return the oldest events to process, locked, without those that others hold.

        Several of one object are read at once, so this is the order of the objects.
        """
        events = self.search(
            [*self._waiting(backend), ("kind", "in", kinds)], order="id", limit=limit
        )
        return events._still_new()

    def _still_new(self):
        """Lock these events; return them without those that others hold or did."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM sync_event WHERE id IN %s AND state = 'new' "
                "ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
                self._ids or (0,),
            )
        )
        return self.browse(id_ for (id_,) in self.env.cr.fetchall())

    def _settle(self, run, problem=None):
        """Note that the objects were read, and why that was of no use."""
        self.write(
            {
                "state": "failed" if problem else "done",
                "message": problem,
                "processed_at": fields.Datetime.now(),
                "next_try": False,
                "run_id": run.id,
            }
        )

    def _last_try(self):
        """Tell whether these events have been tried as often as makes sense."""
        return all(event.tries >= len(DELAYS) for event in self)

    def _postpone(self, problem):
        """Have the objects read again later."""
        now = fields.Datetime.now()
        for event in self:
            delay = timedelta(minutes=DELAYS[min(event.tries, len(DELAYS) - 1)])
            event.write(
                {
                    "tries": event.tries + 1,
                    "next_try": now + delay,
                    "message": problem,
                }
            )

    # -- buttons -------------------------------------------------------------------

    def action_replay(self):
        """Read the objects again, as if the events had just come in."""
        self.check_access("write")
        for backend_sudo, events_sudo in self.sudo().grouped("backend_id").items():
            for event_sudo in events_sudo.filtered(lambda event: not event.kind):
                event_sudo._parse_again()
            events_sudo.filtered("kind").write(
                {
                    "state": "new",
                    "tries": 0,
                    "next_try": False,
                    "message": False,
                    "processed_at": False,
                }
            )
            backend_sudo._events_soon()
        unread = self.filtered(lambda event: not event.kind)
        message = self.env._("The objects will be read again.")
        if unread:
            message = self.env._("%s could still not be understood.", len(unread))
        return self.env["sync.backend"]._notification(
            message, "warning" if unread else "success"
        )

    def _parse_again(self):
        """Try once more to understand a call, which the addon may have learnt since."""
        call = EventCall(
            headers=self.headers or {}, body=(self.body or "").encode("utf-8")
        )
        events, problem = self.backend_id._read_call(call)
        if not events:
            self.message = problem or self.env._("Nothing of it is synchronised.")
            return
        (_key, self.kind, self.remote_id, *_state), *_rest = [
            self._columns(self.backend_id, event) for event in events
        ]
        if events[1:]:
            self._insert(self.backend_id, EventCall(), events[1:])

    # -- tidying -------------------------------------------------------------------

    @api.autovacuum
    def _gc_events(self):
        """Delete what was processed longer ago than the backend keeps events."""
        return self.env["sync.backend"]._delete_old(
            self, "event_days", "received_at", [("state", "!=", "new")]
        )


def _text(content):
    """Return remote text or bytes as a column can hold it."""
    if isinstance(content, bytes):
        content = content.decode("utf-8", "backslashreplace")
    return storable_text(str(content if content is not None else ""))
