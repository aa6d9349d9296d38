from odoo import fields, models
from odoo.exceptions import UserError

from .sync_binding_pending import PENDING


class SyncIssue(models.Model):
    """What somebody decides where the engine would have to guess: link, or create."""

    _inherit = "sync.issue"

    candidate_count = fields.Integer(compute="_compute_candidate_count")

    def _compute_candidate_count(self):
        for issue in self:
            issue.candidate_count = len(issue.candidates or [])

    def action_choose(self):
        """Open the choice of what a doubtful record is."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sync_base.sync_link_action"
        )
        action["context"] = {"default_issue_id": self.id}
        return action

    def action_link(self, candidate_id):
        """Tie the two that an issue is about, and synchronise them.

        :param candidate_id: ``id`` of one of the issue's ``candidates``
        :return: True where that solved the issue
        """
        self.ensure_one()
        self.check_access("write")
        if candidate_id not in [each["id"] for each in self.candidates or []]:
            raise UserError(self.env._("%s is none of the candidates.", candidate_id))
        if self.remote_id.startswith(PENDING):
            self._link_remote(candidate_id)
        else:
            self._link_record(candidate_id)
        self.action_retry()
        return self.state == "solved"

    def action_create_new(self):
        """Say that the record is none of the candidates: a new one is created."""
        self.check_access("write")
        for issue in self:
            if not issue.candidates:
                raise UserError(self.env._("There is nothing to choose from."))
        self.decision = "create"
        self.action_retry()
        return all(issue.state == "solved" for issue in self)

    def _link_record(self, record_id):
        """Tie the remote object to an Odoo record."""
        resource = self.env["sync.resource"]._of_kind(self.backend_id.system, self.kind)
        record = self.env[resource._sync_model].browse(record_id).exists()
        if not record:
            raise UserError(self.env._("This record has been deleted. Retry."))
        record.check_access("write")
        bindings_sudo = self.env["sync.binding"].sudo()
        self._check_free(
            bindings_sudo,
            [("res_model", "=", record._name), ("res_id", "=", record.id)],
            record.display_name,
        )
        self._check_free(
            bindings_sudo, [("remote_id", "=", self.remote_id)], self.remote_id
        )
        bindings_sudo._insert(
            self.backend_id,
            self.kind,
            record._name,
            [(self.remote_id, False, record.id, {})],
        )

    def _link_remote(self, remote_id):
        """Tie a record that was to be created there to an object that is there."""
        bindings_sudo = self.env["sync.binding"].sudo()
        pending_sudo = self._pending_binding(bindings_sudo)
        pending_sudo._record().check_access("write")
        self._check_free(bindings_sudo, [("remote_id", "=", remote_id)], remote_id)
        pending_sudo.write({"remote_id": remote_id, "intent": False})
        # it is about an object that is there from now on
        self.sudo().remote_id = remote_id

    def _pending_binding(self, bindings):
        """Return the binding of the record that is to be created there.

        :raises UserError: it is not there any more
        """
        record_id = int(self.remote_id.removeprefix(PENDING))
        pending = bindings._pending(
            self.backend_id, self.kind, ("res_id", "=", record_id)
        )
        if not pending:
            raise UserError(self.env._("This is settled already. Dismiss the issue."))
        return pending

    def _check_free(self, bindings, domain, name):
        """Refuse to tie what is tied already."""
        tied = bindings.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("kind", "=", self.kind),
                ("remote_id", "!=", False),
                *domain,
            ]
        )
        if tied:
            raise UserError(
                self.env._(
                    "%(name)s is tied to %(other)s already. Untie them first, or "
                    "merge the duplicates.",
                    name=name,
                    other=tied.record_name or tied.remote_id,
                )
            )
