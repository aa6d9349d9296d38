import logging
from secrets import token_urlsafe

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, Query

from ..engine.inbox import Inbox
from ..engine.lookups import Lookups
from ..lib.events import same_secret

_logger = logging.getLogger(__name__)

NEEDED_BY_CALL = (
    "event_token",
    "event_secret",
    "system",
    "company_id",
    "event_cron_id",
)


class SyncBackend(models.Model):
    """The inbox of a backend: its address, what it takes in, and when it is read."""

    _inherit = "sync.backend"

    # For code only. Who knows the one can knock, the other opens.
    event_token = fields.Char(groups=NO_ACCESS, copy=False)
    event_secret = fields.Char(groups=NO_ACCESS, copy=False)
    event_secret_input = fields.Char(
        "Secret",
        compute="_compute_event_secret_input",
        inverse="_inverse_event_secret_input",
        groups="sync_base.group_sync_manager",
        help="What the remote system signs its calls with. It cannot be read again.",
    )
    has_event_secret = fields.Boolean(compute="_compute_event_secret_input")
    event_url = fields.Char(
        "Address for events",
        compute="_compute_event_url",
        compute_sudo=True,
        groups="sync_base.group_sync_manager",
        help="Enter it in the remote system as the address of its webhook.",
    )
    takes_events = fields.Boolean(compute="_compute_takes_events")
    event_cron_id = fields.Many2one(
        "ir.cron",
        "Scheduled action for events",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
    )
    event_days = fields.Integer(
        "Keep events (days)", default=30, help="How long processed events are kept."
    )
    event_ids = fields.One2many("sync.event", "backend_id")
    event_count = fields.Integer("Waiting events", compute="_compute_event_lag")
    event_lag = fields.Integer(
        "Lag of events (s)",
        compute="_compute_event_lag",
        help="How long the oldest event that was not processed yet has been waiting",
    )

    _event_days_positive = models.Constraint(
        "CHECK(event_days BETWEEN 1 AND 3650)", "Keep events: choose 1 to 3650 days."
    )

    @api.depends("event_token")
    def _compute_event_url(self):
        for backend in self:
            token = backend.event_token
            backend.event_url = (
                token and f"{backend.get_base_url()}/sync/event/{backend.id}-{token}"
            )

    @api.depends("event_secret")
    def _compute_event_secret_input(self):
        for backend in self:
            backend.event_secret_input = False
            backend.has_event_secret = bool(backend.sudo().event_secret)

    def _inverse_event_secret_input(self):
        self._keep_secret("event_secret_input", "event_secret")

    @api.depends("system")
    def _compute_takes_events(self):
        systems = self._event_systems()
        for backend in self:
            backend.takes_events = backend.system in systems

    def _compute_event_lag(self):
        oldest = {
            backend.id: (count, first)
            for backend, count, first in self.env["sync.event"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "new")],
                ["backend_id"],
                ["__count", "received_at:min"],
            )
        }
        now = fields.Datetime.now()
        for backend in self:
            backend.event_count, first = oldest.get(backend._origin.id, (0, now))
            backend.event_lag = max(0, (now - first).total_seconds())

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        for backend_sudo in backends.sudo():
            backend_sudo.event_token = token_urlsafe(32)
            backend_sudo.event_cron_id = backend_sudo._create_cron("event")
        return backends

    def unlink(self):
        crons_sudo = self.sudo().event_cron_id
        result = super().unlink()
        crons_sudo.unlink()
        return result

    # -- what a connector adds -----------------------------------------------------

    @api.model
    def _event_systems(self):
        """Return the set of systems whose connector understands events."""
        return set()

    def _verify_event(self, call):
        """Tell whether a call is genuine, by ``event_secret`` (see ``lib/events.py``).

        :param call: `EventCall`
        """
        return False

    def _parse_events(self, call):
        """Return the list of `Event` that a genuine call tells of.

        Whatever it raises, the call is kept, with the error as reason. None: nothing
        in it is of interest, and it is not kept.
        """
        return []

    def _expects_events(self):
        """Tell whether the remote system is to tell of changes; by default, it did."""
        events_sudo = self.env["sync.event"].sudo()
        return bool(events_sudo.search_count([("backend_id", "=", self.id)], limit=1))

    @api.model
    def _event_headers(self):
        """Return the headers to keep with an event, in lower case; never a secret."""
        return {"content-type", "user-agent"}

    # -- taking in -----------------------------------------------------------------

    @api.model
    def _of_event_token(self, token):
        """Return the backend with this end of its address, empty if none takes events.

        :return: in an environment with all rights
        """
        number, _dash, secret = token.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) <= 9):
            number = "0"
        # By a query of its own: `search_fetch` would take as long as all the rest.
        model_sudo = self.sudo().with_context(prefetch_fields=False)
        query = Query(self.env, self._table, self._table_sql)
        # One that is stopped will go on, and must then know what it missed.
        query.add_where(
            SQL("id = %s AND active AND state IN ('running', 'stopped')", int(number))
        )
        backend_sudo = model_sudo._fetch_query(
            query, [self._fields[name] for name in NEEDED_BY_CALL]
        )
        known = same_secret(backend_sudo.event_token, secret)
        return backend_sudo if known else self.browse()

    def _receive(self, call):
        """Keep a call that is genuine; return False for one that is not."""
        self.ensure_one()
        try:
            genuine = self._verify_event(call)
        except Exception:
            _logger.exception("%s: an event could not be verified", self.name)
            genuine = False
        if not genuine:
            _logger.warning("%s: refused an event that is not genuine", self.name)
            return False
        events, problem = self._read_call(call)
        kept = events or problem
        if kept and self.env["sync.event"]._insert(self, call, events, problem):
            self._events_soon()
        return True

    def _read_call(self, call):
        """Return ``(events, None)`` of a genuine call, or ``([], problem)``.

        ``([], None)``: nothing in it is of interest.
        """
        try:
            events = self._parse_events(call)
        except Exception as error:
            _logger.warning("%s: an event was not understood: %r", self.name, error)
            return [], self.env._("Not understood: %r", error)
        if events is None:
            return [], None
        return events, None if events else self.env._("It tells of nothing.")

    def _events_soon(self):
        """Have the events processed when this transaction is committed."""
        backend_sudo = self.sudo()
        if not backend_sudo.event_cron_id:
            backend_sudo.event_cron_id = backend_sudo._create_cron("event")
        self.env.cr.execute(SQL("SELECT %s", self._is_woken()))
        if not self.env.cr.fetchone()[0]:
            backend_sudo.event_cron_id._trigger()

    def _is_woken(self):
        """Return an SQL condition: the action will start, and only after our commit.

        Calls come in faster than it starts, and one trigger does for many. A trigger is
        held until we commit, so that the action does not start without our event; one
        that it has taken already is passed by (SKIP LOCKED), as it comes too early.
        """
        return SQL(
            "EXISTS (SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s "
            "AND call_at <= %s LIMIT 1 FOR KEY SHARE SKIP LOCKED)",
            self.sudo().event_cron_id.id or 0,
            fields.Datetime.now(),
        )

    # -- processing ----------------------------------------------------------------

    def _cron_event(self):
        """Entry of the scheduled action: process what came in, for one turn."""
        self.ensure_one()
        if self._may_work():
            self._process_events(self._deadline())

    def _process_events(self, deadline=float("inf")):
        """Process the events that wait; return the run, empty if there are none."""
        backend_sudo = self.sudo()
        events_sudo = backend_sudo.env["sync.event"]
        runs_sudo = backend_sudo.env["sync.run"]
        waiting = events_sudo.search_count(events_sudo._waiting(backend_sudo), limit=1)
        # A process that was killed left its run; another one may have done the rest.
        if not waiting and not runs_sudo._under_way(backend_sudo, "event"):
            return runs_sudo
        run = runs_sudo._resume_recent(backend_sudo, "event")

        def process(resource, client):
            lookups = Lookups(backend_sudo, resource.env)
            arguments = (backend_sudo, resource, run, client, lookups, deadline)
            return Inbox(*arguments).execute()

        backend_sudo._execute(
            run, backend_sudo.event_cron_id, backend_sudo._resources(), process
        )
        return run

    def _recover(self):
        if self.state == "stopped":
            self._events_soon()
        return super()._recover()

    # -- buttons -------------------------------------------------------------------

    def action_sync_now(self):
        result = super().action_sync_now()
        for backend in self:
            if backend.event_count:
                backend._events_soon()
        return result

    def action_new_event_address(self):
        """Give the inbox another address; the one before leads nowhere from now on."""
        self.check_access("write")
        for backend in self:
            if not backend.takes_events:
                raise UserError(self.env._("This system does not send events."))
            backend.sudo().event_token = token_urlsafe(32)
        return self._notification(
            self.env._("Enter the new address in the remote system."), "success"
        )

    def action_view_events(self):
        return self._related("sync_base.sync_event_action")
