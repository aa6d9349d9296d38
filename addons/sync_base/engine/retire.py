"""Records whose remote object is none of their resource's any more, or is one again."""

# version of a binding whose record was archived because its remote object went
RETIRED = "retired"


class Retire:
    """Archives and brings back; part of `apply.Apply`."""

    def retire(self, remote_ids):
        """Archive the records of remote objects that are none of this kind any more."""
        for binding in self.bindings_sudo._known(
            self.backend, self.kind, remote_ids
        ).values():
            record = self.model.browse(binding.res_id or []).exists()
            if not record or binding.remote_version == RETIRED:
                continue
            record.action_archive()
            self._note(
                record, self.env._("Archived: not in %s any more.", self.backend.name)
            )
            binding.write({"remote_version": RETIRED, "base_values": False})

    def revive(self, remote_ids):
        """Bring back what `retire` archived."""
        for binding in self.bindings_sudo._known(
            self.backend, self.kind, remote_ids
        ).values():
            if binding.remote_version == RETIRED:
                record = self.model.browse(binding.res_id)
                record.action_unarchive()
                self._note(record, self.env._("Back in %s.", self.backend.name))
                binding.remote_version = False

    def _note(self, record, text):
        if "message_ids" in record._fields:
            record.message_post(body=text)
