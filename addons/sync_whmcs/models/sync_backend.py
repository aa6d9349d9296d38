from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from odoo.addons.sync_base.lib.errors import Auth, SyncError
from odoo.addons.sync_base.lib.http import check_url

from ..lib.client import MissingPermission, WhmcsClient
from ..lib.permissions import is_allowed

INPUTS = ["whmcs_secret_input", "whmcs_access_key_input"]


class SyncBackend(models.Model):
    """Credentials and settings of a WHMCS installation."""

    _inherit = "sync.backend"

    system = fields.Selection(
        selection_add=[("whmcs", "WHMCS")], ondelete={"whmcs": "cascade"}
    )
    whmcs_url = fields.Char(
        "WHMCS address",
        help="Address of the WHMCS installation, as https://billing.example.com",
    )
    whmcs_identifier = fields.Char("API identifier")
    # For code only (sudo): what is typed in the form goes in and never comes out again,
    # not even for administrators.
    whmcs_secret = fields.Char(groups=NO_ACCESS, copy=False)
    whmcs_access_key = fields.Char(groups=NO_ACCESS, copy=False)
    whmcs_secret_input = fields.Char(
        "API secret",
        compute="_compute_whmcs_inputs",
        inverse="_inverse_whmcs_secret_input",
    )
    whmcs_access_key_input = fields.Char(
        "API access key",
        compute="_compute_whmcs_inputs",
        inverse="_inverse_whmcs_access_key_input",
        help="Only where the address of this Odoo cannot be allowed in WHMCS",
    )
    whmcs_has_secret = fields.Boolean(compute="_compute_whmcs_inputs")
    whmcs_full_hours = fields.Integer(
        "Compare everything every (hours)",
        default=24,
        help="Between these, only clients are read that WHMCS's list or activity log "
        "shows as changed.",
    )

    @api.depends("whmcs_secret")
    def _compute_whmcs_inputs(self):
        for backend in self:
            backend.whmcs_secret_input = False
            backend.whmcs_access_key_input = False
            backend.whmcs_has_secret = bool(backend.sudo().whmcs_secret)

    def _inverse_whmcs_secret_input(self):
        self._keep_secret("whmcs_secret_input", "whmcs_secret")

    def _inverse_whmcs_access_key_input(self):
        self._keep_secret("whmcs_access_key_input", "whmcs_access_key")

    @api.constrains("whmcs_url", "test_mode", "system")
    def _check_whmcs_url(self):
        for backend in self:
            if backend.system == "whmcs" and backend.whmcs_url:
                try:
                    check_url(backend.whmcs_url, backend.test_mode)
                except SyncError as error:
                    raise ValidationError(str(error)) from error

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        backends.invalidate_recordset(INPUTS)
        return backends

    def write(self, vals):
        # Credentials must not follow an address that somebody else chooses.
        if "whmcs_url" in vals and not self.env.su:
            moved = self.filtered(lambda each: each.whmcs_url != vals["whmcs_url"])
            if not vals.get("whmcs_secret_input"):
                moved.sudo().write({"whmcs_secret": False, "whmcs_access_key": False})
        result = super().write(vals)
        # A form that is saved reads back what it wrote.
        self.invalidate_recordset(INPUTS)
        return result

    def _client(self):
        if self.system != "whmcs":
            return super()._client()
        self_sudo = self.sudo()
        known = self_sudo.whmcs_identifier and self_sudo.whmcs_secret
        if self_sudo.whmcs_url and not known:
            # a neutralised copy has none, and does not even knock
            raise Auth(
                self.env._(
                    "%s has no API credentials. Enter identifier and secret first.",
                    self_sudo.name,
                )
            )
        return WhmcsClient(
            self_sudo.whmcs_url,
            self_sudo.whmcs_identifier,
            self_sudo.whmcs_secret,
            self_sudo.whmcs_access_key,
            page_size=self_sudo.page_size,
            full_hours=self_sudo.whmcs_full_hours,
            from_date=fields.Date.to_string(self_sudo.whmcs_from_date) or None,
            currency=self_sudo.company_id.currency_id.name,
            tax_included=self_sudo.whmcs_tax_included,
            mail_invoices=self_sudo.whmcs_mail_invoices,
            test_mode=self_sudo.test_mode,
        )

    def _check_connection(self, client):
        if self.system != "whmcs":
            return super()._check_connection(client)
        purposes = self._whmcs_purposes()
        missing = [
            needed.action
            for needed in self._whmcs_needed()
            if needed.purpose in purposes
            and not needed.optional
            and not is_allowed(client, needed)
        ]
        if missing:
            raise MissingPermission(", ".join(missing))
        return self._whmcs_reach(client)
