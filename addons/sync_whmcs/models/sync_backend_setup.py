from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.sync_base.lib.errors import SyncError

from ..lib.client import MissingPermission
from ..lib.permissions import (
    BILLING,
    CREATING,
    READING,
    SELLING,
    SENDING,
    is_allowed,
)

STEPS = [
    ("connect", "Connection"),
    ("permissions", "Permissions"),
    ("money", "Money"),
    ("sales", "Sales"),
    ("scope", "What comes"),
    ("preview", "Dry run"),
    ("start", "Start"),
]
ACTION = "sync_whmcs.sync_backend_setup_action"


class SyncBackend(models.Model):
    """The set-up assistant of a WHMCS backend: the backend itself, step by step.

    All that is entered is the backend's, so any step can be left and come back to.
    Another addon adds a step with ``selection_add`` (between its neighbours), its part
    of the form, and `_whmcs_setup_enter`.
    """

    _inherit = "sync.backend"

    whmcs_setup_step = fields.Selection(
        STEPS, "Step", default="connect", required=True, copy=False
    )
    whmcs_setup_problem = fields.Text(readonly=True, copy=False)
    whmcs_setup_todo = fields.Text(
        "Still open",
        compute="_compute_whmcs_setup_todo",
        groups="sync_base.group_sync_manager",
    )
    whmcs_reached = fields.Char("Reached", readonly=True, copy=False)
    whmcs_permission_ids = fields.One2many("whmcs.permission", "backend_id")
    whmcs_currency_ids = fields.One2many("whmcs.currency", "backend_id")
    whmcs_missing = fields.Text(compute="_compute_whmcs_missing")
    whmcs_may_read = fields.Boolean(compute="_compute_whmcs_missing")
    whmcs_inactive_currencies = fields.Integer(compute="_compute_whmcs_inactive")

    @api.depends("whmcs_permission_ids.state")
    def _compute_whmcs_missing(self):
        for backend in self:
            missing = backend.whmcs_permission_ids.filtered(
                lambda each: each.state == "missing"
            )
            backend.whmcs_missing = ", ".join(missing.mapped("action"))
            backend.whmcs_may_read = bool(
                backend.whmcs_permission_ids
            ) and "read" not in missing.mapped("purpose")

    @api.depends("whmcs_currency_ids")
    def _compute_whmcs_inactive(self):
        for backend in self:
            states = backend.whmcs_currency_ids.mapped("state")
            backend.whmcs_inactive_currencies = states.count("inactive")

    # -- permissions -----------------------------------------------------------------

    @api.model
    def _whmcs_needed(self):
        """Return the list of `Needed` API actions, for every purpose that there is."""
        return [*READING, *BILLING, *SENDING, *CREATING, *SELLING]

    def _whmcs_purposes(self):
        """Return the purposes that this backend is switched on for."""
        switches = {
            "read": True,
            "bill": self.whmcs_billing,
            "send": self.push_changes,
            "create": self.push_new,
            "sell": self.whmcs_billing
            and (self.whmcs_send_invoices or self.whmcs_send_payments),
        }
        return {purpose for purpose, wanted in switches.items() if wanted}

    def action_whmcs_check(self):
        """Find out which API actions are allowed; tell on the form what is wrong."""
        self._check_setup_rights()
        try:
            with self._client() as client:
                found = self._whmcs_ask(client)
                reached = self._whmcs_reach(client)
        except SyncError as error:
            step = "connect" if not self.whmcs_permission_ids else self.whmcs_setup_step
            self.write({"whmcs_setup_problem": str(error), "whmcs_setup_step": step})
            return True
        self.whmcs_permission_ids.unlink()
        self.env["whmcs.permission"].create(
            [
                {
                    "backend_id": self.id,
                    "action": needed.action,
                    "purpose": needed.purpose,
                    "optional": needed.optional,
                    "allowed": allowed,
                }
                for needed, allowed in found
            ]
        )
        self.write(
            {
                "whmcs_setup_problem": False,
                "whmcs_reached": reached,
                "whmcs_setup_step": "permissions",
            }
        )
        if self.whmcs_may_read:
            self._recover()
        return True

    def _whmcs_ask(self, client):
        first, *others = self._whmcs_needed()
        # One at a time until one was answered: many refused calls may get us banned.
        answers = [is_allowed(client, first)]
        answers += client.many(lambda needed: is_allowed(client, needed), others)
        for answer in answers:
            if isinstance(answer, SyncError):
                raise answer
        return zip([first, *others], answers, strict=True)

    def _whmcs_reach(self, client):
        try:
            details = client.call("WhmcsDetails").get("whmcs") or {}
        except MissingPermission:
            details = {}
        try:
            total = client.call("GetClients", limitnum=1).get("totalresults", 0)
        except MissingPermission:
            total = "?"
        return self.env._(
            "WHMCS %(version)s answers and has %(total)s clients.",
            version=details.get("version") or self.env._("of unknown version"),
            total=total,
        )

    # -- steps -----------------------------------------------------------------------

    @api.model
    def action_whmcs_setup_open(self):
        """Open the assistant: of the backend that is not started yet, or a new one."""
        unfinished = self.search(
            [("system", "=", "whmcs"), ("state", "=", "draft")], limit=1
        )
        return unfinished._whmcs_setup_action()

    def action_whmcs_setup(self):
        """Open the assistant for this backend, at the step where it was left."""
        self._check_setup_rights()
        return self._whmcs_setup_action()

    def _whmcs_setup_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(ACTION)
        return {**action, "res_id": self.id}

    def _check_setup_rights(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("sync_base.group_sync_manager"):
            raise AccessError(self.env._("Only a synchronisation manager may do this."))
        if self.system != "whmcs":
            raise UserError(self.env._("This is not a backend of WHMCS."))

    @api.model
    def _whmcs_setup_steps(self):
        """Return the keys of the steps in their order."""
        return [key for key, _label in self._fields["whmcs_setup_step"].selection]

    def action_whmcs_setup_next(self):
        """Go to the next step; from the connection only when it works."""
        self._check_setup_rights()
        if self.whmcs_setup_step == "connect":
            return self.action_whmcs_check()
        return self._whmcs_setup_go(1)

    def action_whmcs_setup_back(self):
        self._check_setup_rights()
        return self._whmcs_setup_go(-1)

    def _whmcs_setup_go(self, by):
        steps = self._whmcs_setup_steps()
        place = steps.index(self.whmcs_setup_step) + by
        step = steps[min(max(place, 0), len(steps) - 1)]
        self.write({"whmcs_setup_step": step, "whmcs_setup_problem": False})
        self._whmcs_setup_enter(step)
        return True

    def _whmcs_setup_enter(self, step):
        """Prepare a step that is opened with *Next* or *Back*.

        What WHMCS refuses is told on the form (``whmcs_setup_problem``).
        """
        if step == "money" and not self.whmcs_currency_ids:
            self.action_whmcs_setup_read()
        if step == "sales" and not self.whmcs_stage_ids:
            self._whmcs_add_stages()

    def action_whmcs_setup_start(self):
        """Start the synchronisation, and go on to the backend."""
        self._check_setup_rights()
        if not self.whmcs_may_read:
            raise UserError(
                self.env._(
                    "WHMCS does not let Odoo read its clients yet. Go back to "
                    "“Permissions” and check again."
                )
            )
        self.action_start()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # -- what is still open --------------------------------------------------------

    @api.depends_context("uid")
    @api.depends(
        "whmcs_permission_ids.state",
        "whmcs_billing",
        "push_changes",
        "push_new",
        "whmcs_payment_journal_id",
        "whmcs_tax_ids.tax_id",
        "whmcs_currency_ids",
        "preview_ids.state",
    )
    def _compute_whmcs_setup_todo(self):
        for backend in self:
            backend.whmcs_setup_todo = "\n".join(backend._whmcs_setup_open())

    def _whmcs_setup_open(self):
        """Return sentences: what should be decided before the start."""
        found = []
        purpose_field = self.env["whmcs.permission"]._fields["purpose"]
        purposes = dict(purpose_field._description_selection(self.env))
        missing = self.whmcs_permission_ids.filtered(
            lambda each: each.state == "missing"
        )
        for purpose in sorted(self._whmcs_purposes() & {*missing.mapped("purpose")}):
            names = missing.filtered(lambda each, p=purpose: each.purpose == p)
            found.append(
                self.env._(
                    "%(purpose)s: WHMCS does not allow %(actions)s.",
                    purpose=purposes[purpose],
                    actions=", ".join(names.mapped("action")),
                )
            )
        if self.whmcs_billing:
            found += self._whmcs_setup_open_billing()
        if not self.preview_ids.filtered(lambda each: each.state == "done"):
            found.append(self.env._("No dry run was made."))
        return found

    def _whmcs_setup_open_billing(self):
        found = []
        if not self.whmcs_payment_journal_id:
            found.append(self.env._("There is no journal for payments."))
        if self.whmcs_inactive_currencies:
            found.append(
                self.env._(
                    "Invoices in %s stay out until the currency is active.",
                    ", ".join(
                        self.whmcs_currency_ids.filtered(
                            lambda each: each.state == "inactive"
                        ).mapped("code")
                    ),
                )
            )
        for tax in self.whmcs_tax_ids.filtered(lambda each: not each.tax_id):
            found.append(
                self.env._("Tax rate %s %% has no tax in Odoo.", f"{tax.rate:g}")
            )
        return found
