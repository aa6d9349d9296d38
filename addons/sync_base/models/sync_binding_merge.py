from odoo import api, models


class SyncBinding(models.Model):
    """What becomes of the ties of records that are merged into one."""

    _inherit = "sync.binding"

    @api.model
    def _merge_records(self, sources, target):
        """Give the ties of ``sources``, which are about to be deleted, to ``target``.

        A record is tied to one object of a kind only. Where the target has one already,
        the other object gets a tombstone, and an issue asks for merging there too.
        """
        bindings = self.search(
            [
                ("res_model", "=", target._name),
                ("res_id", "in", [*sources.ids, target.id]),
            ],
            order="id",
        )
        for (_backend, _kind), group in bindings.grouped(
            lambda each: (each.backend_id, each.kind)
        ).items():
            kept = group._to_keep(target)
            (group - kept)._let_go(kept)
            kept.res_id = target.id
        kept = bindings.exists().filtered(lambda each: each.res_id == target.id)
        # Merging writes by SQL as well, so nothing has noted what is different now.
        ties = {
            (each.backend_id.id, each.kind)
            for each in kept
            if each.backend_id.push_changes
        }
        if ties:
            self._mark_dirty(target._name, target.ids, ties)
            kept.backend_id._push_soon()

    def _to_keep(self, target):
        """Return the one of several bindings that the target is to have."""
        there = self.filtered("remote_id") or self
        return there.filtered(lambda each: each.res_id == target.id)[:1] or there[:1]

    def _let_go(self, kept):
        """Untie objects whose record became one that is tied to another object."""
        # those that are not there yet need not come there
        pending = self.filtered(lambda each: not each.remote_id)
        pending.unlink()
        for binding in self - pending:
            reason = self.env._(
                "Two records were merged in Odoo, which are %(other)s and %(id)s in "
                "the remote system. Only %(other)s is synchronised now. Merge the two "
                "there as well, then dismiss this.",
                other=kept.remote_id,
                id=binding.remote_id,
            )
            report = {
                "severity": "warning",
                "reason": reason,
                "label": binding.record_name,
            }
            binding._bury()
            self.env["sync.issue"]._report(
                binding.backend_id, binding.kind, {binding.remote_id: report}
            )
