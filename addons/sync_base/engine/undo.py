"""Taking back what a run changed in Odoo.

Only what still is as the run left it; what somebody changed since is told. *Base* stays
the remote's value: so the next pull does not do it again, and takes the old value for a
change made in Odoo, which is sent where changes are sent.
"""

import json
import logging
from functools import partial

import psycopg2

from odoo.exceptions import UserError
from odoo.fields import Command

from .history import storable
from .references import unreferenced

_logger = logging.getLogger(__name__)


class Undo:
    """Takes back changes of one backend within the current transaction.

    :param backend_sudo: its user does it, as it did the changes
    """

    def __init__(self, backend_sudo):
        self.backend = backend_sudo
        self.bindings_sudo = backend_sudo.env["sync.binding"]
        self.resources = {
            each._sync_kind: each for each in backend_sudo._resources(every=True)
        }

    def undo(self, changes_sudo):
        """Take back changes, a page of them, and note on each what came of it."""
        for kind, changes in changes_sudo.grouped("kind").items():
            if kind not in self.resources:
                reason = changes.env._("Nothing is known of this kind any more.")
                changes.write({"state": "failed", "reason": reason})
                continue
            resource = self.resources[kind]
            self._undo_kind(
                resource.with_context(**resource._create_context()), changes
            )

    def _undo_kind(self, resource, changes_sudo):
        model = resource.env[resource._sync_model]
        bindings_sudo = self._bindings(changes_sudo)
        pairs = {pair.name: pair for pair in resource._fields_of(self.backend)}
        created = changes_sudo.filtered(lambda each: each.action == "create")
        for change in changes_sudo - created:
            # An unlinked record is tied no more before its values come back: they are
            # not sent, and the next pull does not tie it again.
            tie = bindings_sudo.get(change.res_id) if change.action == "link" else None
            record = model.browse(change.res_id).exists()
            self._guarded(change, tie, partial(self._restore, change, record, pairs))
        self._uncreate(model, created, bindings_sudo)

    def _bindings(self, changes_sudo):
        """Return ``{record id: binding}`` of changes of one kind."""
        found = self.bindings_sudo.search(
            [
                ("backend_id", "=", self.backend.id),
                ("kind", "=", changes_sudo[0].kind),
                ("res_model", "=", changes_sudo[0].res_model),
                ("res_id", "in", changes_sudo.mapped("res_id")),
            ]
        )
        return {binding.res_id: binding for binding in found}

    def _guarded(self, change, tie, operation):
        """Bury the binding ``tie`` and do ``operation``; note what Odoo refuses."""
        try:
            with change.env.cr.savepoint():
                if tie:
                    tie._bury()
                operation()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if not isinstance(error, UserError | psycopg2.Error):
                _logger.exception("undoing change %s", change.id)
            reason = change.env._("Odoo refused it: %s", error)
            change.write({"state": "failed", "reason": reason})

    # -- values --------------------------------------------------------------------

    def _restore(self, change, record, pairs):
        """Write back the old values where the record still holds what the run wrote."""
        env = change.env
        if not record:
            change.write({"state": "changed", "reason": env._("It was deleted since.")})
            return
        values, moved = {}, []
        for name, (before, after) in (change.changed_values or {}).items():
            now = storable(record, name) if name in record._fields else None
            if self._same(pairs.get(name), record, name, now, after):
                values[name] = before
            elif not self._same(pairs.get(name), record, name, now, before):
                moved.append(record._fields[name]._description_string(record.env))
        record.write({name: self._to_write(value) for name, value in values.items()})
        if moved:
            reason = env._("Left as they are: %s.", ", ".join(moved))
            change.write({"state": "changed", "reason": reason})
        else:
            change.write({"state": "undone", "reason": False})

    @staticmethod
    def _same(pair, record, name, one, other):
        if json.dumps(one) == json.dumps(other):
            return True
        if not pair or pair.convert.lookup or name not in record._fields:
            return False
        field = record._fields[name]

        def common(value):
            value = field.convert_to_record(
                field.convert_to_cache(value, record), record
            )
            return pair.convert.from_odoo(value, None)

        return pair.same(common(one), common(other))

    @staticmethod
    def _to_write(value):
        return [Command.set(value)] if isinstance(value, list) else value

    # -- created records -------------------------------------------------------------

    def _uncreate(self, model, changes, bindings_sudo):
        """Delete created records; archive those that somebody uses or changed."""
        records = model.browse(changes.mapped("res_id")).exists()
        untouched = records.filtered(lambda each: each.write_date == each.create_date)
        free = unreferenced(untouched)
        deletable = records._sync_deletable()
        for change in changes:
            record = model.browse(change.res_id)
            if record not in records:
                reason = change.env._("It was deleted before.")
                change.write({"state": "undone", "reason": reason})
                continue
            if record not in deletable:
                reason = change.env._("It is in the books, and stays there.")
                change.write({"state": "changed", "reason": reason})
                continue
            operation = self._delete if record in free else self._archive
            # Untied before it goes: nothing of this concerns the remote side.
            tie = bindings_sudo.get(record.id)
            self._guarded(change, tie, partial(operation, change, record))

    def _delete(self, change, record):
        name = record.display_name
        try:
            with record.env.cr.savepoint():
                record.unlink()
        except (UserError, psycopg2.IntegrityError):
            self._archive(change, record)
        else:
            change.write(
                {"state": "undone", "reason": change.env._("Deleted: %s", name)}
            )

    def _archive(self, change, record):
        env = change.env
        if not record._active_name:
            reason = env._("It is in use or was changed since, and cannot be archived.")
            change.write({"state": "changed", "reason": reason})
            return
        record.action_archive()
        reason = env._("Archived, not deleted: it is in use or was changed since.")
        change.write({"state": "undone", "reason": reason})
