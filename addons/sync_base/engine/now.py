"""Reading and sending some records now, as somebody asked for it."""

from ..lib.errors import Auth, SyncError, Transient
from .apply import Apply
from .hold import HELD_ELSEWHERE, hold
from .lookups import Lookups
from .push import Push


def fetch_now(client, source, bindings):
    """Read remote objects and merge them.

    :param source: resource that fetches them, in the environment of the backend's user
    :param bindings: `sync.binding` of one backend; all are fetched by ``source``
    :raises SyncError: the remote does not answer
    """
    # One remote object may have made several of the records.
    wanted = {}
    for group in bindings.grouped("kind").values():
        remotes = group._sync_remotes(group[0]._sync_resource())
        wanted |= {remote.id: remote for remote in remotes}
    remotes = source._fetch_records(client, list(wanted.values()))
    for remote in remotes:
        if isinstance(remote.error, Transient | Auth):
            raise remote.error
    backend_sudo = bindings.backend_id.sudo()
    Apply(backend_sudo, source, Lookups(backend_sudo, source.env)).apply(remotes)


def push_now(client, resource, bindings):
    """Send what was changed in Odoo, in a run of its own.

    :param resource: resource of all bindings, in the environment of the backend's user
    :raises SyncError: the remote does not answer
    """
    backend_sudo = bindings.backend_id.sudo()
    run = backend_sudo.env["sync.run"]._begin(backend_sudo, "push")
    lookups = Lookups(backend_sudo, resource.env)
    arguments = (backend_sudo, resource, run, client, lookups, float("inf"))
    with hold(run.env.cr, run.id):
        # a step that collides with somebody's work is taken back, and not the run
        run.env["ir.cron"]._commit_progress(remaining=0)
        try:
            PushNow(*arguments, bindings=bindings).execute()
        except SyncError as error:
            backend_sudo._fail(run, backend_sudo.push_cron_id, error)
            raise
        run._finish("done")


class PushNow(Push):
    """Sends the given bindings, whether or not they are known to have changed."""

    def __init__(self, *arguments, bindings):
        super().__init__(*arguments)
        self.bindings_sudo = bindings.with_env(self.env).sudo()

    def _claim(self):
        if self.last_id:
            return self.bindings_sudo.browse()
        return claim(self.bindings_sudo, self.run)


def claim(bindings_sudo, run):
    """Claim bindings for a run; return those that no other process is sending."""
    locked = bindings_sudo.try_lock_for_update(allow_referencing=True)
    locked.invalidate_recordset(["claimed_by"])
    held = {id_ for (id_,) in run.env.execute_query(HELD_ELSEWHERE)}
    free = locked.filtered(lambda binding: binding.claimed_by not in held)
    free.claimed_by = run.id
    return free
