from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.sync_base.engine.apply import Apply
from odoo.addons.sync_base.engine.lookups import Lookups
from odoo.addons.sync_base.lib.errors import SyncError

from ..lib.client import MissingPermission
from ..lib.setup import currencies, gateways, tax_rates
from .account_move import STATES
from .sync_backend_billing import OUTCOMES


class SyncBackend(models.Model):
    """What the set-up assistant reads of WHMCS, so that people only have to choose."""

    _inherit = "sync.backend"

    def action_whmcs_load_choices(self):
        """Read what is to be chosen for, to the lists of the form; keep what was."""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._client() as client:
                problems = self._whmcs_read(client)
        except SyncError as error:
            raise UserError(str(error)) from error
        if problems:
            # what could be read is kept
            return self._notification("\n".join(problems), "warning")
        return True

    def action_whmcs_setup_read(self):
        """The same for the assistant: what WHMCS refuses is told on the form."""
        self._check_setup_rights()
        try:
            with self._client() as client:
                problems = self._whmcs_read(client)
        except SyncError as error:
            problems = [str(error)]
        self.whmcs_setup_problem = "\n".join(problems) or False
        return True

    def _whmcs_read(self, client):
        """Read all choices; return what WHMCS does not allow, as sentences."""
        problems = []
        readers = (
            (currencies, self._whmcs_add_currencies),
            (gateways, self._whmcs_add_gateways),
            (tax_rates, self._whmcs_add_taxes),
            (self._whmcs_group_resource()._fetch_groups, self._whmcs_add_groups),
        )
        for read, add in readers:
            try:
                found = read(client)
            except MissingPermission as error:
                problems.append(str(error))
            else:
                add(found)
        self._whmcs_add_stages()
        if self._whmcs_sees_accounts():
            self._whmcs_suggest_journal()
        else:
            problems.append(
                self.env._(
                    "You may not see journals and taxes. Somebody of accounting has to "
                    "choose them."
                )
            )
        return problems

    def _whmcs_sees_accounts(self):
        """Tell whether the user may choose journals and taxes."""
        models_ = ("account.journal", "account.tax")
        return all(self.env[name].has_access("read") for name in models_)

    def _whmcs_group_resource(self):
        resources = self.sudo()._resources()
        (found,) = [each for each in resources if each._sync_kind == "client_group"]
        return found

    def _whmcs_add_currencies(self, codes):
        known = set(self.whmcs_currency_ids.mapped("code"))
        self.whmcs_currency_ids = [
            Command.create({"code": code}) for code in codes if code not in known
        ]

    def _whmcs_add_gateways(self, found):
        known = set(self.whmcs_gateway_ids.mapped("module"))
        self.whmcs_gateway_ids = [
            Command.create({"module": module, "name": name})
            for module, name in found.items()
            if module not in known
        ]

    def _whmcs_add_taxes(self, found):
        known = {(f"{each.rate:.4f}", each.level) for each in self.whmcs_tax_ids}
        self.whmcs_tax_ids = [
            Command.create(
                {
                    "rate": float(rate),
                    "level": str(level),
                    "tax_id": self._whmcs_only_tax(rate).id,
                }
            )
            for rate, level in found
            if (f"{rate:.4f}", str(level)) not in known
        ]

    def _whmcs_only_tax(self, rate):
        """Return the tax of a rate where only one may be it."""
        if not self._whmcs_sees_accounts():
            return self.env["account.tax"]
        found = self._whmcs_tax_candidates(rate)
        return found if len(found) == 1 else found.browse()

    def _whmcs_add_groups(self, remotes):
        resource = self._whmcs_group_resource()
        backend_sudo = self.sudo()
        lookups = Lookups(backend_sudo, resource.env)
        Apply(backend_sudo, resource, lookups).apply(remotes)

    def _whmcs_add_stages(self):
        told = set(self.whmcs_stage_ids.mapped("state"))
        self.whmcs_stage_ids = [
            Command.create({"state": state, "outcome": OUTCOMES.get(state, "open")})
            for state, _label in STATES
            if state not in told
        ]

    def _whmcs_suggest_journal(self):
        if self.whmcs_payment_journal_id:
            return
        domain = [("type", "=", "bank"), ("company_id", "=", self.company_id.id)]
        found = self.env["account.journal"].search(domain, limit=2)
        if len(found) == 1:
            self.whmcs_payment_journal_id = found

    def action_whmcs_activate_currencies(self):
        """Activate in Odoo the currencies that WHMCS has."""
        self._check_setup_rights()
        missing = self.whmcs_currency_ids.filtered(
            lambda each: each.state == "inactive"
        ).currency_id
        if not missing.has_access("write"):
            raise UserError(
                self.env._(
                    "You may not activate currencies. Ask an accounting administrator "
                    "for %s (Accounting, Configuration, Currencies).",
                    ", ".join(missing.mapped("name")),
                )
            )
        missing.action_unarchive()
        self.invalidate_recordset(["whmcs_inactive_currencies"])
        self.whmcs_currency_ids.invalidate_recordset(["state"])
        return True
