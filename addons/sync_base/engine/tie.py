"""Which Odoo record a new remote object belongs to: one of ours, a match, or none."""

from .match import Ambiguous, Matcher


class Tie:
    """Finds records for remote objects that are not bound; part of `apply.Apply`."""

    def _adopt(self, plans):
        """Tie what was created by us, where the id that it got did not reach us."""
        if not plans or not self.resource._sync_creates:
            return
        flying = self.bindings_sudo._in_flight(self.backend, self.kind)
        for plan in plans:
            token = self.resource._token_of(plan.remote.data)
            for binding in flying:
                if token == binding.token if token else self._arrived(binding, plan):
                    self._tie(plan, binding)
                    flying -= binding
                    break

    def _decided(self, found):
        """Return the remote ids of which somebody said that they are none of those."""
        doubtful = [
            remote_id
            for remote_id, record in found.items()
            if isinstance(record, Ambiguous)
        ]
        if not doubtful:
            return set()
        issues = self.issues_sudo._latest(self.backend, self.kind, doubtful)
        return {key for key, issue in issues.items() if issue.decision == "create"}

    def _pending(self, found):
        """Return the pending bindings of records that were found, by record id."""
        if not found or not self.resource._sync_creates:
            return {}
        ids = [each.id for each in found.values() if not isinstance(each, Ambiguous)]
        pending = self.bindings_sudo._pending(
            self.backend, self.kind, ("res_id", "in", ids)
        )
        return {each.res_id: each for each in pending}

    def _arrived(self, binding, plan):
        """Tell whether a remote object holds all that we sent to create one."""
        sent, told_by = binding.intent, self.resource._sync_told_by
        return all(
            pair.same(sent[pair.name], plan.values.get(pair.name))
            for pair in self.fields
            if pair.name in sent and pair.pulls
            if told_by is None or pair.name in told_by
        )

    def _tie(self, plan, pending):
        """Tie a remote object to the record that was to be created there."""
        self.adopted.append((pending, plan.remote.id))
        plan.binding = pending
        plan.record = self.model.browse(pending.res_id)

    def _matcher(self):
        return Matcher(self.backend, self.resource)

    def _match(self, plans):
        found = self._matcher().match(plans)
        pending = self._pending(found)
        decided = self._decided(found)
        for plan in plans:
            match found.get(plan.remote.id):
                case None:
                    continue
                case Ambiguous() if plan.remote.id in decided:
                    continue
                case Ambiguous() as ambiguous:
                    self.ambiguous.add(plan.remote.id)
                    candidates = self.model.browse(ambiguous.args[0])
                    self._report(
                        plan.remote,
                        self.env._(
                            "It may be one of several records, or one that is tied "
                            "already, so none was chosen: %s. Link it to one of them, "
                            "or create a new one.",
                            ", ".join(f"“{each.display_name}”" for each in candidates),
                        ),
                        candidates=[
                            {"id": each.id, "name": each.display_name}
                            for each in candidates
                        ],
                    )
                case record:
                    plan.record = record
                    if record.id in pending:
                        self._tie(plan, pending[record.id])
