"""Writing what a person chose in a comparison, on both sides in one go.

1. What is to be sent is noted as `intent` and committed: after a crash we know our own
   change again.
2. Odoo is written, in a transaction that stays open: what Odoo refuses is refused
   before anything is sent.
3. The remote object is changed. Where it refuses, Odoo's part is rolled back.
4. It is read again; base, versions and issues are written with Odoo's part.

Where 4 cannot be committed, nothing is lost: values chosen from Odoo are in Odoo and
have arrived, which the next pull finds by the intent; values chosen from the remote
side are still there and come in again as a difference.
"""

from odoo import fields
from odoo.exceptions import LockError, UserError

from ..lib.errors import Conflict, Transient
from ..lib.field_map import encode, refuse
from ..lib.merge import merge
from .compare import Comparison
from .hold import hold
from .now import claim
from .overtaken import next_number


class Moved(Exception):
    """One side is not any more what the choices were made for."""


class Decision:
    """The choices for one comparison.

    :param comparison: `Comparison` as read just now
    :param choices: ``{key of a row: "odoo" or "remote"}``
    :raises UserError: a choice that cannot be followed
    """

    def __init__(self, comparison, choices):
        self.comparison = comparison
        self.env = comparison.env
        self.backend = comparison.backend
        self.chosen = {id(section): {} for section in comparison.sections}
        self._take(choices)
        self.sections = [each for each in comparison.sections if self._of(each)]
        self._check_values()
        self._check_paths()

    def _of(self, section):
        """Return ``{field: side}`` for one section."""
        return self.chosen[id(section)]

    def _take(self, choices):
        rows = {key: (section, row) for key, section, row in self.comparison.rows()}
        for key, side in choices.items():
            if key not in rows or side not in ("odoo", "remote"):
                raise UserError(self.env._("There is nothing to choose for %s.", key))
            section, row = rows[key]
            if row.state == "same":
                continue
            if side not in row.sides:
                raise UserError(
                    self.env._("%s cannot be written on the other side.", key)
                )
            self._of(section)[row.pair.name] = side

    def _values(self, section, side):
        """Return the values of one side that were chosen, by field."""
        return {
            name: row.local if side == "odoo" else row.remote
            for name, row in section.rows.items()
            if self._of(section).get(name) == side
        }

    def _encoded(self, section):
        """Return what is to be sent for a section, by remote path."""
        local = {**section.local, **self._values(section, "remote")}
        values = self._values(section, "odoo")
        return encode(section.pairs, values, local)

    def _check_values(self):
        """Refuse what the remote side cannot take, before anything is written."""
        for section in self.sections:
            refused = refuse(section.pairs, self._values(section, "odoo"))
            if refused:
                raise UserError("\n".join(map(str, refused.values())))

    def _check_paths(self):
        """Two records may share a remote value, and cannot both have their way."""
        sent = {}
        for section in self.sections:
            for path, value in self._encoded(section).items():
                if sent.setdefault(path, value) != value:
                    raise UserError(
                        self.env._(
                            "%(first)s or %(second)s: both were chosen for the one "
                            "value %(path)s of the remote system. Choose one of them.",
                            first=sent[path],
                            second=value,
                            path=path,
                        )
                    )

    # -- writing ---------------------------------------------------------------------

    def execute(self):
        """Write both sides; return the `Comparison` of what they hold then.

        :raises Moved: a side moved meanwhile; nothing was written
        :raises SyncError: the remote side refused, or did not answer; Odoo is unchanged
        """
        for section in self.sections:
            section.record.check_access("write")
        runs_sudo = self.env["sync.run"].sudo()
        # one that no scheduled action has
        run = runs_sudo._begin(self.backend, "push")
        with hold(self.env.cr, run.id):
            self._claim(run)
            return self._execute(run)

    def _claim(self, run):
        """Keep others from sending these records, and note what is to be sent."""
        bindings_sudo = (
            self.env["sync.binding"]
            .sudo()
            .concat(*(section.binding for section in self.sections))
        )
        if claim(bindings_sudo, run) != bindings_sudo:
            raise UserError(self.env._("It is being sent right now. Try again."))
        for section in self.sections:
            section.binding.sudo().intent = self._values(section, "odoo") or False
        self._commit()

    def _execute(self, run):
        unsent = list(self.sections)
        try:
            self._lock()
            self._write_odoo()
            while unsent:
                if self._send(unsent[0]):
                    self.comparison.remote = self.comparison.fetch()
                unsent.pop(0)
            run._count({"done": len(self.sections), "updated": len(self.sections)})
            run._finish("done")
            return self._settle()
        except Exception as error:
            self.env.cr.rollback()
            # Without an answer nobody knows whether it arrived: that intent stays.
            unknown = 1 if isinstance(error, Transient) else 0
            for section in unsent[unknown:]:
                section.binding.sudo().intent = False
            for section in self.sections:
                section.binding.sudo().claimed_by = False
            run._finish("failed", str(error))
            self._commit()
            if isinstance(error, Conflict):
                raise Moved from error
            raise

    def _commit(self):
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _lock(self):
        """Hold what is about to be written, and see that it is still the same."""
        self.env.invalidate_all()
        for section in self.sections:
            try:
                section.binding.sudo().lock_for_update(allow_referencing=True)
                section.record.lock_for_update(allow_referencing=True)
            except LockError as error:
                raise UserError(
                    self.env._("It is being written right now. Try again.")
                ) from error
            if section.local_values() != section.local:
                raise Moved

    def _write_odoo(self):
        for section in self.sections:
            if values := self._values(section, "remote"):
                # As the user, with tracking: it is this person's change.
                record = section.record.with_context(
                    sync_source_backend=self.backend.id
                )
                record._sync_write(section.apply._to_write(values))
        self.env.flush_all()

    def _send(self, section):
        """Send what was chosen of one section; return whether there was anything."""
        values = self._encoded(section)
        if values:
            client, remote = self.comparison.client, self.comparison.remote
            section.resource._push_update(client, remote, values)
        return bool(values)

    # -- what both sides hold now ------------------------------------------------------

    def _settle(self):
        """Note the new base and what is done with; return a fresh `Comparison`."""
        now = Comparison(self.comparison.binding, self.comparison.client)
        now.look(self.comparison.remote)
        chosen = {each.binding: self._of(each) for each in self.sections}
        for section in now.sections:
            if section.binding in chosen:
                self._settle_section(section, chosen[section.binding])
        return now.look(now.remote)

    def _settle_section(self, section, chosen):
        base = dict(section.base)
        for name, row in section.rows.items():
            if row.state == "same":
                base[name] = row.remote
            elif name in chosen:
                # What a side made of the chosen value counts as a change on that side.
                base[name] = row.local if chosen[name] == "odoo" else row.remote
        left = merge(section.pairs, base, section.local, section.remote)
        binding_sudo = section.binding.sudo()
        values = {
            "base_values": base,
            "intent": False,
            "claimed_by": False,
            "synced_at": fields.Datetime.now(),
            "change_number": next_number(self.comparison.binding.env.cr),
        }
        if not left.to_remote:
            # It is locked, so nothing was changed since it was compared.
            values["pushed_version"] = binding_sudo.local_version
        binding_sudo.write(values)
        unusable = any(row.state == "unusable" for row in section.rows.values())
        if not (left.to_remote or left.conflicts or unusable):
            self.env["sync.issue"].sudo()._solve(
                self.backend, section.resource._sync_kind, [binding_sudo.remote_id]
            )
