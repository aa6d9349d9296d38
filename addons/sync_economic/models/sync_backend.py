from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from odoo.addons.sync_base.lib.errors import Auth, SyncError
from odoo.addons.sync_base.lib.http import check_url

from ..lib.calls import OPENAPI_URL, REST_URL
from ..lib.client import EconomicClient
from ..lib.soap_calls import SOAP_URL
from ..lib.soap_client import EconomicSoapClient

INPUTS = ["economic_app_secret_input", "economic_grant_input"]
ADDRESSES = ("economic_rest_url", "economic_openapi_url", "economic_soap_url")


class SyncBackend(models.Model):
    """Tokens and settings of an agreement with e-conomic."""

    _inherit = "sync.backend"

    system = fields.Selection(
        selection_add=[("economic", "e-conomic")], ondelete={"economic": "cascade"}
    )
    # For code only (sudo): what is typed in the form goes in and never comes out again,
    # not even for administrators.
    economic_app_secret = fields.Char(groups=NO_ACCESS, copy=False)
    economic_grant = fields.Char(groups=NO_ACCESS, copy=False)
    economic_app_secret_input = fields.Char(
        "App secret token",
        compute="_compute_economic_inputs",
        inverse="_inverse_economic_app_secret_input",
        help="Of the app that was made in e-conomic's developer agreement",
    )
    economic_grant_input = fields.Char(
        "Agreement grant token",
        compute="_compute_economic_inputs",
        inverse="_inverse_economic_grant_input",
        help="Comes by itself with Connect; or paste it here",
    )
    economic_has_secret = fields.Boolean(compute="_compute_economic_inputs")
    economic_has_grant = fields.Boolean(compute="_compute_economic_inputs")
    economic_agreement = fields.Integer("Agreement", readonly=True, copy=False)
    economic_company_name = fields.Char("Company there", readonly=True, copy=False)
    economic_transport = fields.Selection(
        [("rest", "REST and OpenAPI"), ("soap", "SOAP")],
        "Services used",
        default="rest",
        required=True,
        help="SOAP is for agreements that still have it. It has no mobile phone, no "
        "due amount, no flags for quotations and reminders, and reads all contact "
        "persons each time.",
    )
    economic_rest_url = fields.Char("REST service", default=REST_URL)
    economic_openapi_url = fields.Char("OpenAPI services", default=OPENAPI_URL)
    economic_soap_url = fields.Char("SOAP service", default=SOAP_URL)
    economic_currency_id = fields.Many2one(
        "res.currency",
        "Currency",
        help="The agreement's, once the connection was tested",
    )

    @api.depends("economic_app_secret", "economic_grant")
    def _compute_economic_inputs(self):
        for backend in self:
            backend_sudo = backend.sudo()
            backend.economic_app_secret_input = False
            backend.economic_grant_input = False
            backend.economic_has_secret = bool(backend_sudo.economic_app_secret)
            backend.economic_has_grant = bool(backend_sudo.economic_grant)

    def _inverse_economic_app_secret_input(self):
        self._keep_secret("economic_app_secret_input", "economic_app_secret")

    def _inverse_economic_grant_input(self):
        self._keep_secret("economic_grant_input", "economic_grant")

    @api.constrains(*ADDRESSES, "test_mode", "system")
    def _check_economic_urls(self):
        for backend in self.filtered(lambda each: each.system == "economic"):
            for name in ADDRESSES:
                try:
                    check_url(backend[name], backend.test_mode)
                except SyncError as error:
                    raise ValidationError(str(error)) from error

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("system") == "economic":
                # customers have books: what is gone there is marked here, no more
                vals.setdefault("gone_policy", "keep")
                # e-conomic's largest page: a call less for each 500
                vals.setdefault("page_size", 1000)
        backends = super().create(vals_list)
        backends.invalidate_recordset(INPUTS)
        return backends

    def write(self, vals):
        # Tokens must not follow an address that somebody else chooses.
        moved = self.browse()
        for name in ADDRESSES:
            if name in vals:
                moved |= self.filtered(lambda each, n=name: each[n] != vals[n])
        if moved and not self.env.su:
            forgotten = {"economic_app_secret": False, "economic_grant": False}
            moved.sudo().write(forgotten)
        result = super().write(vals)
        # A form that is saved reads back what it wrote.
        self.invalidate_recordset(INPUTS)
        return result

    def _client(self):
        if self.system != "economic":
            return super()._client()
        return self._economic_client(self.economic_transport)

    def _economic_client(self, transport):
        """Return a client of the services chosen.

        :raises Auth: it is not connected yet
        """
        self_sudo = self.sudo()
        if not (self_sudo.economic_app_secret and self_sudo.economic_grant):
            raise Auth(
                self.env._("%s is not connected to e-conomic yet.", self_sudo.name)
            )
        tokens = self_sudo.economic_app_secret, self_sudo.economic_grant
        options = {"page_size": self_sudo.page_size, "test_mode": self_sudo.test_mode}
        if transport == "soap":
            url = self_sudo.economic_soap_url or SOAP_URL
            return EconomicSoapClient(*tokens, url=url, **options)
        return EconomicClient(
            *tokens,
            rest_url=self_sudo.economic_rest_url or REST_URL,
            openapi_url=self_sudo.economic_openapi_url or OPENAPI_URL,
            **options,
        )

    def _check_connection(self, client):
        if self.system != "economic":
            return super()._check_connection(client)
        found = client.who()
        number, company = found["agreementNumber"], found.get("company", {})
        before = self.economic_agreement
        base = found.get("settings", {}).get("baseCurrency")
        self.sudo().write(
            {
                "economic_agreement": number,
                "economic_company_name": company.get("name"),
                "economic_currency_id": (
                    self.economic_currency_id or self._economic_currency(base)
                ).id,
            }
        )
        if before and before != number:
            # its ties are to the customers of another agreement
            self.sudo().state = "paused"
            return self.env._(
                "Careful: this is agreement %(now)s, and it was %(before)s before. "
                "Synchronisation is paused; make another backend for it.",
                now=number,
                before=before,
            )
        return self.env._(
            "Connected to %(company)s (agreement %(number)s, CVR %(cvr)s, "
            "%(currency)s).",
            company=company.get("name"),
            number=number,
            cvr=company.get("companyIdentificationNumber") or "–",
            currency=base or "–",
        )

    @api.model
    def action_economic_set_up(self):
        """Open the backend of e-conomic of this company, or the form of a new one."""
        self.check_access("create")
        domain = [("system", "=", "economic"), ("company_id", "=", self.env.company.id)]
        backend = self.search(domain, limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect e-conomic"),
            "res_model": self._name,
            "res_id": backend.id,
            "views": [(False, "form")],
            "context": {"default_system": "economic", "default_name": "e-conomic"},
        }

    def action_economic_transfer_all(self):
        """Read all customers and contacts anew, not only what changed since."""
        self.check_access("write")
        self._check_running()
        cursors_sudo = self.env["sync.cursor"].sudo()
        domain = [("backend_id", "in", self.ids)]
        cursors_sudo.search(domain).write({"position": False, "bookmark": False})
        return self.action_sync_now()

    def _economic_currency(self, code):
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", code)], limit=1)
