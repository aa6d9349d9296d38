"""Records that are made of objects of another resource, or of parts of them."""

from ..lib.convert import Unusable
from .overtaken import Overtaken


class Derived:
    """Applies what a page holds for other resources; part of `apply.Apply`."""

    def _leave_apart(self, remotes):
        """Return the objects that get a record; note which are read but get none.

        Only a source has any: what is derived was sorted out before. The note keeps
        their version, so that they are not read again until they change.
        """
        if self.resource._sync_source:
            return remotes
        wanted, apart = [], []
        for remote in remotes:
            usable = remote.error or self._accepted(self.resource, remote)
            (wanted if usable else apart).append(remote)
        for remote in wanted:
            binding = self.known.get(remote.id)
            if binding and binding.is_apart and not remote.error:
                binding.unlink()
                del self.known[remote.id]
        self._note_apart(apart)
        return wanted

    def _note_apart(self, apart):
        new = [remote for remote in apart if remote.id not in self.known]
        self.bindings_sudo._insert(
            self.backend,
            self.kind,
            self.model._name,
            [(remote.id, self.version_of(remote), None, {}) for remote in new],
            is_apart=True,
        )
        for remote in apart:
            binding = self.known.get(remote.id)
            if binding and binding.is_apart:
                binding.remote_version = self.version_of(remote)
        known = [remote.id for remote in apart if remote.id in self.known]
        self.retire([id_ for id_ in known if not self.known[id_].is_apart])
        self.fine += [remote.id for remote in apart]
        self.counts["skipped"] += len(apart)

    @staticmethod
    def _accepted(derived, remote):
        try:
            return derived._accepts(remote.data)
        except Unusable:
            # its own decoding says what is wrong with it
            return True

    def _apply_of(self, derived):
        return type(self)(
            self.backend, derived, self.lookups, self.run, self.version_of
        )

    def _apply_derived(self, derived, remotes):
        apply = self._apply_of(derived)
        good = [remote for remote in remotes if remote.id not in self.left_out]
        accepted = [remote for remote in good if self._accepted(derived, remote)]
        apply.apply(accepted)
        taken = {remote.id for remote in accepted}
        apply.retire([remote.id for remote in good if remote.id not in taken])
        self.counts.update(apply.counts)

    def _apply_parts(self, resource, remotes):
        """Apply what another resource finds in these objects, if they came in."""
        apply = self._apply_of(resource)
        parts, wholes = {}, {}
        for remote in remotes:
            if not remote.error and remote.id not in self.left_out:
                for part in resource._parts(remote):
                    part.mark = remote.mark
                    parts[part.id], wholes[part.id] = part, remote.id
        try:
            apply.apply(list(parts.values()))
        except Overtaken as error:
            raise Overtaken(wholes[id_] for id_ in error.remote_ids) from error
        self.counts.update(apply.counts)
