from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib import integria_api
from .crm_api_call import PREFIX


class ResConfigSettings(models.TransientModel):
    """The API for programs written for Integria: off until an admin opens it."""

    _inherit = "res.config.settings"

    crm_api_on = fields.Boolean("Integria API", config_parameter=f"{PREFIX}on")
    crm_api_user_id = fields.Many2one(
        "res.users",
        "API user",
        config_parameter=f"{PREFIX}user_id",
        domain=[("share", "=", False)],
        help="Calls name this user, and may do what they may. Leads are created "
        "without any right of theirs; invoices and companies need them.",
    )
    crm_api_networks = fields.Char(
        "Addresses",
        config_parameter=f"{PREFIX}networks",
        default="127.0.0.1",
        help="Who may call: addresses and networks, such as 192.0.2.7, "
        "198.51.100.0/24. 0.0.0.0/0 is everybody.",
    )
    crm_api_with_password = fields.Boolean("An API password as well")
    crm_api_password = fields.Char("API password")
    crm_api_without_user_pass = fields.Boolean(
        "Without the user's password",
        config_parameter=f"{PREFIX}without_user_pass",
        help="As very old programs call. The addresses are all that keeps others out.",
    )
    crm_api_rate = fields.Integer(
        "Calls in a minute",
        config_parameter=f"{PREFIX}rate",
        default=120,
        help="From one address; 0 for any number",
    )

    @api.model
    def get_values(self):
        values = super().get_values()
        stored = self.env["ir.config_parameter"].sudo().get_param(f"{PREFIX}password")
        return {**values, "crm_api_with_password": bool(stored)}

    def set_values(self):
        result = super().set_values()
        parameters = self.env["ir.config_parameter"].sudo()
        if not self.crm_api_with_password:
            parameters.set_param(f"{PREFIX}password", False)
        elif self.crm_api_password:
            # as a password of a user is kept
            hashed = self.env["res.users"]._crypt_context().hash(self.crm_api_password)
            parameters.set_param(f"{PREFIX}password", hashed)
            self.crm_api_password = False
        return result

    @api.constrains(
        "crm_api_on",
        "crm_api_user_id",
        "crm_api_networks",
        "crm_api_without_user_pass",
    )
    def _check_crm_api(self):
        for settings in self.filtered("crm_api_on"):
            if not settings.crm_api_user_id:
                raise ValidationError(self.env._("The Integria API needs a user."))
            if settings.crm_api_user_id.has_group("base.group_system"):
                raise ValidationError(
                    self.env._(
                        "%s administers Odoo. Choose a user of least rights for the "
                        "API: internal, and with no role.",
                        settings.crm_api_user_id.name,
                    )
                )
            try:
                networks = integria_api.networks(settings.crm_api_networks or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The addresses of the Integria API cannot be read: %s. Write "
                        "addresses and networks, separated by commas.",
                        error,
                    )
                ) from error
            everybody = any(network.prefixlen == 0 for network in networks)
            if everybody and settings.crm_api_without_user_pass:
                raise ValidationError(
                    self.env._(
                        "Without the user's password the API cannot be open to every "
                        "address: anybody could call it."
                    )
                )
