from secrets import token_urlsafe

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import file_open

from odoo.addons.sync_base.lib.errors import SyncError
from odoo.addons.sync_base.lib.events import signed_at
from odoo.addons.sync_base.lib.http import check_url

from ..lib.hooks import SIGNATURE_HEADER, TIME_HEADER, fill_in, parse

HOOK_FILE = "sync_whmcs/static/hook/odoo_sync.php"


class SyncBackend(models.Model):
    """What WHMCS tells by a file in its ``includes/hooks/``, and that file."""

    _inherit = "sync.backend"

    @api.model
    def _event_systems(self):
        return super()._event_systems() | {"whmcs"}

    def _verify_event(self, call):
        if self.system != "whmcs":
            return super()._verify_event(call)
        return signed_at(self.event_secret, call, SIGNATURE_HEADER, TIME_HEADER)

    def _parse_events(self, call):
        if self.system != "whmcs":
            return super()._parse_events(call)
        # most of what is done in WHMCS concerns nothing that is read
        kinds = {each._sync_kind for each in self._resources()}
        return parse(call.body, kinds) or None

    # -- the file ------------------------------------------------------------------

    def action_whmcs_hook_file(self):
        """Hand out the hook file; make a secret first where there is none."""
        self._check_hook_rights()
        self._check_hook_address()
        if not self.sudo().event_secret:
            self.sudo().event_secret = token_urlsafe(32)
        # a target of "download" would not have the form read anew
        return {
            "type": "ir.actions.act_url",
            "url": f"/sync_whmcs/hook/{self.id}",
            "target": "new",
        }

    def action_new_whmcs_hook_secret(self):
        """Make another secret: the file that is installed is refused from now on."""
        self._check_hook_rights()
        self.sudo().event_secret = token_urlsafe(32)
        return self._notification(self._install_again(), "warning")

    def action_new_event_address(self):
        result = super().action_new_event_address()
        if "whmcs" in self.mapped("system"):
            return self._notification(self._install_again(), "warning")
        return result

    def _install_again(self):
        return self.env._(
            "Download the hook file again, and replace the one in WHMCS: it is refused "
            "from now on."
        )

    def _hook_file(self):
        """Return the content of the hook file, with this backend's secret in it.

        :raises AccessError: not a manager, or not of this backend's company
        :raises UserError: there is nothing yet to hand out
        """
        self._check_hook_rights()
        self._check_hook_address()
        self_sudo = self.sudo()
        if not self_sudo.event_secret:
            raise UserError(self.env._("There is no secret yet."))
        with file_open(HOOK_FILE) as source:
            content = fill_in(
                source.read(), self_sudo.event_url, self_sudo.event_secret
            )
        self_sudo.message_post(
            body=self.env._("%s has downloaded the hook file.", self.env.user.name)
        )
        return content

    def _check_hook_rights(self):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("sync_base.group_sync_manager"):
            raise AccessError(self.env._("Only a synchronisation manager may do this."))
        if self.system != "whmcs":
            raise UserError(self.env._("This is not a backend of WHMCS."))

    def _check_hook_address(self):
        """Refuse an address of Odoo by which WHMCS could not tell safely."""
        if not self.sudo().event_url:
            raise UserError(self.env._("Press “New address” first."))
        try:
            check_url(self.get_base_url(), self.test_mode)
        except SyncError as error:
            raise UserError(
                self.env._(
                    "WHMCS has to reach Odoo (system parameter web.base.url): %s", error
                )
            ) from error
