from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.sync_base.engine.apply import Apply
from odoo.addons.sync_base.engine.lookups import Lookups
from odoo.addons.sync_base.lib.errors import SyncError


class AccountMove(models.Model):
    """What is in the books and was changed in WHMCS: credited, and fetched again."""

    _inherit = "account.move"

    whmcs_differs = fields.Boolean(compute="_compute_whmcs_differs")

    @api.depends_context("uid")
    def _compute_whmcs_differs(self):
        self.whmcs_differs = False
        posted = self.filtered(
            lambda move: (
                move.state == "posted" and move.whmcs_state and not move.whmcs_made_here
            )
        )
        if not posted.ids or not self.env["sync.issue"].has_access("read"):
            return
        ties_sudo = posted._whmcs_invoice_ties().filtered("remote_id")
        for backend_sudo, ties in ties_sudo.grouped("backend_id").items():
            issues_sudo = self.env["sync.issue"].sudo()
            remote_ids = ties.mapped("remote_id")
            issues = issues_sudo._open(backend_sudo, "invoice", remote_ids)
            for tie in ties:
                if tie.remote_id in issues:
                    self.browse(tie.res_id).whmcs_differs = True

    def action_whmcs_credit_recreate(self):
        """Credit a posted invoice, and make one of what WHMCS has now.

        Its payments pay the new one. All of it happens, or nothing.

        :return: an action that opens the new invoice
        :raises UserError: WHMCS does not answer, or what it has cannot be booked
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("sync_base.group_sync_user"):
            raise AccessError(self.env._("You may not synchronise records."))
        tie_sudo = self._whmcs_invoice_ties().filtered("remote_id")[:1]
        if not tie_sudo or self.state != "posted":
            raise UserError(
                self.env._(
                    "%s is not a posted invoice of WHMCS: there is nothing to credit.",
                    self.display_name,
                )
            )
        backend_sudo = tie_sudo.backend_id
        remote_id = tie_sudo.remote_id
        resource = tie_sudo._sync_worker()
        remote = self._whmcs_read(backend_sudo, tie_sudo, resource)
        self._whmcs_credit_all()
        tie_sudo.unlink()
        runs_sudo = self.env["sync.run"].sudo()
        run_sudo = runs_sudo._begin(backend_sudo, "retry", total=1)
        lookups = Lookups(backend_sudo, resource.env)
        apply = Apply(backend_sudo, resource, lookups, run_sudo)
        apply.apply([remote])
        tie_sudo = tie_sudo._known(backend_sudo, "invoice", [remote_id]).get(remote_id)
        if not tie_sudo:
            reasons = [report["reason"] for report in apply.reports.values()]
            raise UserError("\n".join(reasons))
        run_sudo._count({"done": 1, "created": 1})
        run_sudo._finish("done")
        new = self.browse(tie_sudo.res_id)
        self._whmcs_hand_over(new, backend_sudo)
        return new.get_formview_action()

    def _whmcs_invoice_ties(self):
        """Return the bindings (with all rights) of these as invoices of WHMCS.

        Also of those that are yet to be created there.
        """
        bindings_sudo = self.env["sync.binding"].sudo()
        return bindings_sudo.search(
            [
                ("backend_id.system", "=", "whmcs"),
                ("kind", "=", "invoice"),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
            ]
        )

    def _whmcs_read(self, backend_sudo, tie_sudo, resource):
        """Return the invoice as WHMCS has it now, before anything is changed here."""
        try:
            with backend_sudo._client() as client:
                (remote,) = resource._fetch_records(
                    client, tie_sudo._sync_remotes(resource)
                )
        except SyncError as error:
            raise UserError(str(error)) from error
        if remote.error:
            raise UserError(str(remote.error))
        return remote

    def _whmcs_credit_all(self):
        """Credit all of the invoice; its payments are free for another one."""
        self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).remove_move_reconcile()
        self._reverse_moves(
            [
                {
                    "date": fields.Date.context_today(self),
                    "ref": self.env._("Changed in WHMCS: %s", self.ref or self.name),
                }
            ],
            cancel=True,
        )

    def _whmcs_hand_over(self, new, backend_sudo):
        """Have opportunity and payments go with the new invoice."""
        # the context says which WHMCS it is about, and that nothing is sent back
        scope = {"sync_source_backend": backend_sudo.id}
        leads = self.env["crm.lead"].with_context(active_test=False, **scope)
        leads.search([("whmcs_invoice_id", "=", self.id)]).whmcs_invoice_id = new
        payments = self.env["account.payment"].with_context(**scope)
        payments = payments.search([("whmcs_invoice_id", "=", self.id)])
        payments.whmcs_invoice_id = new
        payments.filtered(lambda each: each.payment_type == "inbound")._whmcs_settle()
        self.with_context(**scope).write({"whmcs_state": False})
        self.message_post(
            body=self.env._(
                "It was changed in WHMCS, so it was credited and fetched again: %s.",
                new._get_html_link(),
            )
        )
        new.message_post(
            body=self.env._("It stands for %s.", self._get_html_link()),
        )
