"""Creating records in the remote system, exactly once.

For each page of pending bindings: note what is to be created (*intent*) and commit →
look for what an earlier attempt made, or for an object that is there already → create →
note the remote id and commit. From there on the record is a tied one, which the push
reads, merges and settles.

The object may be made there and we not know it: the process dies, or the reply is lost.
Then the intent is there and the id is not, so the next attempt looks before it creates,
and a pull that meets the object meanwhile ties it (`Apply`).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.exceptions import UserError

from ..lib.errors import Auth, Invalid, SyncError, Transient
from ..lib.field_map import encode, refuse
from ..lib.page import RemoteRecord
from .apply import Apply
from .push import Push, Sending


@dataclass(slots=True, eq=False)
class Creation(Sending):
    """A record on its way to be created.

    ``repeated``: an earlier attempt may have made it. ``decided``: somebody said that
    it is none of those there. ``waits``: what it belongs to must be created first.
    ``twins``: objects there that it may be.
    """

    token: str = ""
    repeated: bool = False
    decided: bool = False
    waits: bool = False
    twins: list[RemoteRecord] = field(default_factory=list)


class Create(Push):
    """Creates what is pending, as far as the time allows."""

    pending = True

    def _send_claimed(self, claimed):
        page = [
            Creation(
                binding,
                binding.local_version,
                RemoteRecord("", {}, complete=False),
                token=binding.token,
            )
            for binding in claimed
        ]
        self._in_transaction(self._prepare_new, page)
        ready = [each for each in page if not each.error and not each.waits]
        self._create(ready)
        self._in_transaction(self._tie, ready)
        tied = [each.binding for each in ready if each.binding.remote_id]
        ended = [each for each in page if each.binding not in tied and not each.waits]
        self._in_transaction(self._finish, ended, processed=len(ended))
        self._raise_passing(ended)
        self._send_page([self._sending(binding) for binding in tied])
        if any(each.waits for each in page):
            # what they belong to is there now, or its issue says why not
            self.backend._push_soon()

    # -- steps -------------------------------------------------------------------

    def _prepare_new(self, page):
        """Note what is to be created, before anything is asked of the remote."""
        self.lookups.new_page()
        apply = Apply(self.backend, self.resource, self.lookups, self.run)
        records = apply.model.browse(each.binding.res_id for each in page).exists()
        for creation in page:
            record = records.browse(creation.binding.res_id)
            if record in records:
                # an earlier attempt found it ready, and may have made it
                if not creation.binding.intent:
                    creation.error = self._not_ready(record)
            else:
                # deleted by a way that does not pass through `unlink` of the mixin
                creation.binding.unlink()
                creation.waits = True
        ready = [each for each in page if not each.error and not each.waits]
        apply.load_codes(records)
        issues = (
            self.env["sync.issue"]
            .sudo()
            ._latest(
                self.backend,
                self.resource._sync_kind,
                [each.binding._issue_key() for each in ready],
            )
        )
        for creation in ready:
            record = records.browse(creation.binding.res_id)
            self._encode_new(creation, apply.local_values(record), record)
            issue = issues.get(creation.binding._issue_key())
            creation.decided = bool(issue and issue.decision == "create")

    def _not_ready(self, record):
        """Return why a record cannot be created there, None where it can."""
        try:
            with self.env.cr.savepoint():
                self.resource._before_create(record)
        except UserError as error:
            return Invalid(str(error))
        return None

    def _encode_new(self, creation, local, record):
        empty = [pair for pair in self.fields if local.get(pair.name) is None]
        creation.waits = any(self._may_come(pair, record) for pair in empty)
        if creation.waits:
            return
        # Once more the same as before: what was changed since is sent as a change.
        creation.repeated = bool(creation.binding.intent)
        filled = creation.binding.intent or {
            name: value for name, value in local.items() if value is not None
        }
        refused = refuse(self.fields, filled)
        for pair in self.fields:
            if not (pair.required and (pair.pushes or pair.on_create)):
                continue
            if pair.name in refused:
                creation.error = Invalid(str(refused[pair.name]))
            elif pair in empty:
                creation.error = Invalid(self.env._("%s is missing", pair.name))
        if creation.error:
            return
        # Others go without; the push that follows reports what it holds back.
        filled = {n: value for n, value in filled.items() if n not in refused}
        creation.values = encode(self.fields, filled, filled, creating=True)
        try:
            creation.values |= self.resource._more_values(self.backend, record)
        except SyncError as error:
            creation.error = error
            return
        creation.binding.intent = filled

    def _may_come(self, pair, record):
        """Tell whether what a link points at is about to be created there."""
        if not pair.convert.lookup or pair.convert.lookup[0] != "kind":
            return False
        target = record[pair.name]
        if not target:
            return False
        binding = self.bindings_sudo._pending(
            self.backend,
            pair.convert.lookup[1],
            ("res_model", "=", target._name),
            ("res_id", "in", target.ids),
        )
        return bool(binding) and binding.local_version > binding.refused_version

    def _create(self, creations):
        path = self.resource._sync_in_order
        groups = defaultdict(list)
        for number, creation in enumerate(creations):
            groups[creation.values.get(path) if path else number].append(creation)
        pages = list(groups.values())
        results = self.client.many(self._create_group, pages)
        for group, result in zip(pages, results, strict=True):
            for creation in group if isinstance(result, SyncError) else ():
                if not (creation.error or creation.remote.id or creation.twins):
                    creation.error = result

    def _create_group(self, creations):
        """Create objects one after the other; none after what may pass by itself."""
        for creation in creations:
            try:
                result = self._create_one(creation)
            except (Auth, Transient):
                raise
            except SyncError as error:
                creation.error = error
                continue
            if isinstance(result, str):
                creation.remote.id = result
            else:
                creation.twins = result

    def _create_one(self, creation):
        """Return the id of the object made or found, or the list of its twins."""
        resource, values, token = self.resource, creation.values, creation.token
        if creation.repeated:
            found = resource._find_created(self.client, token, values)
            if found:
                return found
        if not creation.decided:
            twins = resource._find_twins(self.client, values)
            if twins:
                return twins
        return resource._push_create(self.client, token, values)

    def _tie(self, creations):
        """Note which objects the records are now tied to."""
        known = self.bindings_sudo._known(
            self.backend,
            self.resource._sync_kind,
            [each.remote.id for each in creations]
            + [twin.id for each in creations for twin in each.twins],
        )
        for creation in creations:
            binding = creation.binding
            binding.invalidate_recordset(["remote_id"])
            if binding.remote_id:
                # a pull met the new object first
                continue
            if creation.twins:
                self._choose_twin(creation, known)
            if not creation.remote.id:
                continue
            if creation.remote.id in known:
                creation.error = Invalid(
                    self.env._(
                        "it is %(id)s there, which is tied to another record here; "
                        "merge the two",
                        id=creation.remote.id,
                    )
                )
                continue
            binding.base_values = self._unseen(binding.intent or {})
            binding._arrive(creation.remote.id)

    def _choose_twin(self, creation, known):
        """Take a twin that nobody else is tied to, where it is the only one."""
        if len(creation.twins) == 1 and creation.twins[0].id not in known:
            creation.remote = creation.twins[0]
            # nothing was created, so nothing of ours can have arrived
            creation.binding.intent = False
            return
        creation.error = Invalid(self.env._("the remote system may have it already"))

    def _report(self, sending):
        report = super()._report(sending)
        if isinstance(sending, Creation) and sending.twins:
            report["candidates"] = [
                {"id": twin.id, "name": self.resource._label_of(twin) or twin.id}
                for twin in sending.twins
            ]
        return report
