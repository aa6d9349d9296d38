from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from odoo.addons.sync_base.lib.errors import Auth, SyncError
from odoo.addons.sync_base.lib.http import check_url

from ..lib.client import ZohoClient
from ..lib.regions import Regions
from .zoho_token import TokenHolder

LOCATIONS = [
    ("us", "United States (zoho.com)"),
    ("eu", "Europe (zoho.eu)"),
    ("in", "India (zoho.in)"),
    ("au", "Australia (zoho.com.au)"),
    ("jp", "Japan (zoho.jp)"),
    ("cn", "China (zoho.com.cn)"),
    ("ca", "Canada (zohocloud.ca)"),
    ("sa", "Saudi Arabia (zoho.sa)"),
    ("uk", "United Kingdom (zoho.uk)"),
]
# calls under way at once, by edition: what Zoho allows (10 to 25), less some for others
IN_FLIGHT = {"standard": 8, "professional": 10, "enterprise": 10, "ultimate": 10}


class SyncBackend(models.Model):
    """Keys and settings of an organisation of Zoho CRM."""

    _inherit = "sync.backend"

    system = fields.Selection(
        selection_add=[("zoho", "Zoho CRM")], ondelete={"zoho": "cascade"}
    )
    zoho_client_id = fields.Char("Client ID", copy=False)
    # For code only (sudo): what is typed in the form goes in and never comes out again,
    # not even for administrators.
    zoho_client_secret = fields.Char(groups=NO_ACCESS, copy=False)
    zoho_client_secret_input = fields.Char(
        "Client secret",
        compute="_compute_zoho_secret",
        inverse="_inverse_zoho_client_secret_input",
    )
    zoho_has_secret = fields.Boolean(compute="_compute_zoho_secret")
    zoho_token_ids = fields.One2many("zoho.token", "backend_id", groups=NO_ACCESS)
    zoho_connected = fields.Boolean("Connected", compute="_compute_zoho_connected")
    zoho_location = fields.Selection(
        LOCATIONS,
        "Data centre",
        default="us",
        help="Where Connect begins. Zoho says afterwards where the organisation is. "
        "Those in China begin there: zoho.com does not lead to it.",
    )
    zoho_root = fields.Char(
        "Simulated Zoho",
        groups="base.group_system",
        copy=False,
        help="Address of a simulator on this machine, for backends marked as test",
    )
    zoho_org_name = fields.Char("Organisation", readonly=True, copy=False)
    zoho_org_number = fields.Char("Organisation ID", readonly=True, copy=False)
    zoho_currency_id = fields.Many2one(
        "res.currency", "Base currency there", readonly=True, copy=False
    )
    zoho_edition = fields.Char("Edition", readonly=True, copy=False)
    zoho_on = fields.Boolean(
        "Zoho CRM is on", compute="_compute_zoho_on", inverse="_inverse_zoho_on"
    )

    @api.depends("zoho_client_secret")
    def _compute_zoho_secret(self):
        for backend in self:
            backend.zoho_client_secret_input = False
            backend.zoho_has_secret = bool(backend.sudo().zoho_client_secret)

    def _inverse_zoho_client_secret_input(self):
        self._keep_secret("zoho_client_secret_input", "zoho_client_secret")

    @api.depends("zoho_token_ids")
    def _compute_zoho_connected(self):
        for backend in self:
            backend.zoho_connected = bool(backend.sudo().zoho_token_ids)

    @api.depends("state")
    def _compute_zoho_on(self):
        for backend in self:
            backend.zoho_on = backend.state == "running"

    def _inverse_zoho_on(self):
        for backend in self.filtered(lambda each: each.system == "zoho"):
            if backend.zoho_on and backend.state != "running":
                backend.action_start()
            elif not backend.zoho_on and backend.state == "running":
                backend.action_pause()

    @api.constrains("zoho_root", "test_mode", "system")
    def _check_zoho_root(self):
        for backend in self.sudo().filtered("zoho_root"):
            try:
                check_url(backend.zoho_root, backend.test_mode)
            except SyncError as error:
                raise ValidationError(str(error)) from error
            if not backend.test_mode:
                raise ValidationError(
                    self.env._("Only a backend marked as test has a simulated Zoho.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("system") == "zoho":
                # invoices hang on them: what is gone there is marked here, no more
                vals.setdefault("gone_policy", "keep")
                # Zoho's largest page
                vals.setdefault("page_size", 200)
        backends = super().create(vals_list)
        backends.invalidate_recordset(["zoho_client_secret_input"])
        return backends

    def write(self, vals):
        # A grant must not follow an address or an app that somebody else chooses.
        moved = self.browse()
        for name in {"zoho_root", "zoho_client_id"} & vals.keys():
            moved |= self.sudo().filtered(lambda each, n=name: each[n] != vals[n])
        moved.sudo().zoho_token_ids.unlink()
        result = super().write(vals)
        # A form that is saved reads back what it wrote.
        self.invalidate_recordset(["zoho_client_secret_input"])
        return result

    def _zoho_regions(self):
        """Return the data centres, or those of a simulator."""
        backend_sudo = self.sudo()
        return Regions(backend_sudo.test_mode and backend_sudo.zoho_root or None)

    def _zoho_accounts_options(self, location=None):
        """Return the keyword arguments of `ZohoAccounts` for a region, or our own."""
        url = self._zoho_regions().accounts_url(location or self.zoho_location)
        return {"url": url, "test_mode": self.test_mode}

    def _zoho_in_flight(self):
        """Return how many calls may be under way, and leave some to others."""
        edition = (self.sudo().zoho_edition or "").casefold()
        return next((n for name, n in IN_FLIGHT.items() if name in edition), 4)

    def _client(self):
        if self.system != "zoho":
            return super()._client()
        backend_sudo = self.sudo()
        token_sudo = backend_sudo.zoho_token_ids
        if not token_sudo:
            raise Auth(
                self.env._("%s is not connected to Zoho CRM yet.", backend_sudo.name)
            )
        holder = TokenHolder(
            self.env.cr.dbname,
            token_sudo.id,
            backend_sudo.zoho_client_id,
            backend_sudo.zoho_client_secret,
            self._zoho_accounts_options(),
        )
        client = ZohoClient(
            self._zoho_regions().api_url(
                backend_sudo.zoho_location, token_sudo.api_domain or ""
            ),
            holder,
            test_mode=backend_sudo.test_mode,
            in_flight=self._zoho_in_flight(),
        )
        client.names = self._zoho_names()
        client.source = self._zoho_source_of_products()
        return client

    def _check_connection(self, client):
        if self.system != "zoho":
            return super()._check_connection(client)
        org = client.org()
        code = client.base_currency(org)
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", code)], limit=1)
        license_details = org.get("license_details") or {}
        values = {
            "zoho_org_name": org.get("company_name"),
            "zoho_org_number": str(org.get("zgid") or org.get("id") or ""),
            "zoho_currency_id": currency.id,
            "zoho_edition": license_details.get("paid_type"),
        }
        before = self.zoho_org_number
        self.sudo().write(values)
        if before and before != self.zoho_org_number:
            # its ties are to the records of another organisation
            self.sudo().state = "paused"
            return self.env._(
                "Careful: this is the organisation %(now)s, and it was another before. "
                "Synchronisation is paused; make another backend for it.",
                now=self.zoho_org_name,
            )
        if currency != self.company_id.currency_id:
            return self.env._(
                "Connected to %(organisation)s. Careful: its base currency is "
                "%(theirs)s, and that of %(company)s is %(ours)s. Deals are billed in "
                "the currency of their products.",
                organisation=self.zoho_org_name,
                theirs=code or "–",
                company=self.company_id.name,
                ours=self.company_id.currency_id.name,
            )
        return self.env._(
            "Connected to %(organisation)s (%(currency)s, %(edition)s).",
            organisation=self.zoho_org_name,
            currency=code,
            edition=self.zoho_edition or "–",
        )
