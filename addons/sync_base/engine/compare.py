"""What a remote object and the records tied to it hold now, field by field.

Nothing is written here; see `decide` for what follows from a person's choices.
"""

import json
from dataclasses import replace
from hashlib import blake2b

from .lookups import Lookups
from .retire import RETIRED
from .section import Section


class Comparison:
    """A remote object, read now, with all records that are tied to it.

    Where one remote object makes several records (a company and its person), each is a
    section; those that the user may not read are left out.

    :param binding: `sync.binding` of one of them, in the environment of the user
    :param client: client of the remote system
    """

    def __init__(self, binding, client):
        backend = binding.backend_id
        self.binding = binding.with_company(backend.company_id)
        self.env = self.binding.env
        self.backend = backend.with_env(self.env)
        self.client = client
        resources = self.env["sync.resource"]
        self.resource = resources._of_kind(backend.system, binding.kind)
        self.source = self.resource._source()
        self.remote = None
        self.sections = []

    def look(self, remote=None):
        """Read both sides; return self.

        :param remote: the `RemoteRecord`, where it was read just now
        :raises SyncError: the remote side cannot be read
        """
        self.remote = remote or self.fetch()
        lookups = Lookups(self.backend.sudo(), self.env)
        self.sections = [
            Section(self.backend, resource, binding, lookups)
            for resource, binding in self._ties()
        ]
        for section in self.sections:
            section.look(self.remote)
        return self

    def fetch(self):
        """Return the remote object as it is now."""
        (remote,) = self.binding._sync_remotes(self.resource)
        return fetch(self.source, self.client, remote)

    def _ties(self):
        """Return ``(resource, binding)`` of all records of the remote object."""
        resources = {each._sync_kind: each for each in self.source._derived()}
        resources = {self.source._sync_kind: self.source, **resources}
        bindings = self.env["sync.binding"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("remote_id", "=", self.binding.remote_id),
                ("kind", "in", list(resources)),
                ("res_id", ">", 0),
            ]
        )
        by_kind = {binding.kind: binding for binding in bindings}
        return [
            (resource, by_kind[kind])
            for kind, resource in resources.items()
            if kind in by_kind and self._shows(by_kind[kind])
        ]

    def _shows(self, binding):
        if binding == self.binding:
            return True
        record = binding._record()
        return (
            record and record.has_access("read") and binding.remote_version != RETIRED
        )

    @property
    def version(self):
        """A text that changes when either side moves."""
        values = [
            (section.binding.id, name, row.local, row.remote, row.problem)
            for section in self.sections
            for name, row in section.rows.items()
        ]
        text = json.dumps([self.remote.version, values], sort_keys=True)
        return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()

    def prefix(self, section):
        """Return what a row's key begins with: nothing for the record asked about."""
        own = section.binding == self.binding
        return "" if own else f"{section.resource._sync_kind}."

    def rows(self):
        """Yield ``(key, section, row)``."""
        for section in self.sections:
            for name, row in section.rows.items():
                yield self.prefix(section) + name, section, row

    def shown(self, status):
        """Return the comparison as JSON without nulls; see `SyncBinding.compare`."""
        differing = [row for each in self.sections for row in each.differing()]
        conflicts = [each.outcome.conflicts for each in self.sections]
        return {
            "status": status,
            "version": self.version,
            "binding_id": self.binding.id,
            "backend_id": self.backend.id,
            "backend": self.backend.name,
            "remote_id": self.binding.remote_id,
            "remote_url": self.binding._sync_remote_url(),
            "differences": len(differing),
            "conflicts": sum(map(len, conflicts)),
            "sections": [each.shown(self.prefix(each)) for each in self.sections],
        }


def fetch(source, client, remote):
    """Return one remote object, read anew (no database access).

    :raises SyncError: it cannot be read
    """
    (remote,) = source._fetch_records(client, [replace(remote, complete=False)])
    if remote.error:
        raise remote.error
    return remote
