"""Records whose remote object is gone, or none of their resource's, or is one again.

Nothing is deleted in Odoo. The record is archived (by setting it stays as it is), the
tie is kept but sleeps: nothing is sent any more, and an object that comes back finds
its record. Where ids are given again, the tie is removed instead.
"""

# version of a binding whose remote object went
RETIRED = "retired"


class Retire:
    """Archives and brings back; part of `apply.Apply`.

    ``gone`` are the ids of remote objects that were asked for and are not there.
    """

    def retire(self, remote_ids):
        """Let go of remote objects; return how many records that concerned."""
        retired = 0
        for binding in self.bindings_sudo._known(
            self.backend, self.kind, remote_ids
        ).values():
            record = self.model.browse(binding.res_id or []).exists()
            if record and binding.remote_version != RETIRED:
                self._retire_one(binding, record)
                retired += 1
        return retired

    def _retire_one(self, binding, record):
        name = self.backend.name
        if binding.is_dirty:
            # Somebody works on it here: nothing is archived under their hands.
            text = self.env._(
                "Not in %s any more; kept as it is, with changes that were not sent.",
                name,
            )
        elif self.backend.gone_policy == "keep" or "active" not in record._fields:
            text = self.env._("Not in %s any more.", name)
        else:
            self._set_active(record, binding, False)
            text = self.env._("Archived: not in %s any more.", name)
        self._note(record, text)
        if self.resource._sync_reuses_ids:
            self.resource._untied(record)
            binding.unlink()
        else:
            binding.write({"remote_version": RETIRED, "intent": False})

    def retire_gone(self):
        """Let go of what is gone, and of what was derived from it."""
        if not self.gone:
            return
        self.counts["archived"] += self.retire(self.gone)
        self.fine += self.gone
        for derived in self.resource._derived():
            apply = self._apply_of(derived)
            self.counts["archived"] += apply.retire(self.gone)

    def revive(self, remotes):
        """Bring back what `retire` archived: these remote objects are there."""
        for remote in remotes:
            binding = self.known.get(remote.id)
            if not binding or binding.remote_version != RETIRED:
                continue
            record = self.model.browse(binding.res_id or []).exists()
            if record and "active" in record._fields:
                self._set_active(record, binding, True)
            self._note(record, self.env._("Back in %s.", self.backend.name))
            binding.remote_version = False

    def _set_active(self, record, binding, active):
        """Archive a bound record or bring it back; the run remembers it."""
        name = self.model._active_name
        if record[name] == active:
            return
        if active:
            record.action_unarchive()
        else:
            record.action_archive()
        self._remember("update", [(record.id, {name: [not active, active]})])

    def _note(self, record, text):
        if record and "message_ids" in record._fields:
            record.message_post(body=text)
