from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied

from ..lib import integria_api

PREFIX = "crm_integria.api_"
OUTCOMES = [
    ("done", "Done"),
    ("failed", "Failed"),
    ("address", "Address not allowed"),
    ("credentials", "Wrong user or password"),
    ("rate", "Too many calls"),
    ("unknown", "Unknown operation"),
]
KEEP_DAYS = 90
CALLS_IN_A_MINUTE = 120


class CrmApiCall(models.Model):
    """Every call of the API for programs written for Integria, without its secrets."""

    _name = "crm.api.call"
    _description = "Call of the Integria API"
    _order = "id desc"
    _rec_name = "operation"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    address = fields.Char(readonly=True)
    login = fields.Char("User", readonly=True)
    operation = fields.Char(readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, index=True)
    answer = fields.Char(readonly=True)
    reason = fields.Char(readonly=True, help="For whoever looks into it; not answered")

    _recent_idx = models.Index("(address, date)")

    # --- who may call ---------------------------------------------------------------

    @api.model
    def _setting(self, name):
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(PREFIX + name) or ""

    @api.model
    def _is_on(self):
        return bool(self._setting("on") and self._user())

    @api.model
    def _user(self):
        """Return the user whose rights calls have, if there is one."""
        number = integria_api.whole(self._setting("user_id"))
        user = self.env["res.users"].sudo().browse(number).exists()
        return user if user.active else user.browse()

    @api.model
    def _refusal(self, call):
        """Return why a call is not answered, None for one that is.

        :param call: ``{user, user_pass, pass, address}``
        """
        allowed = integria_api.networks(self._setting("networks"))
        if not integria_api.is_within(call["address"], allowed):
            return "address"
        if self._is_too_often(call["address"]):
            return "rate"
        if call["user"] != self._user().login or not self._is_password(call["pass"]):
            return "credentials"
        if not call["user_pass"] and self._setting("without_user_pass"):
            return None
        if not self._is_user_password(self._user(), call["user_pass"]):
            return "credentials"
        return None

    @api.model
    def _is_too_often(self, address):
        """Whether an address called as often as it may within the last minute."""
        limit = integria_api.whole(self._setting("rate") or str(CALLS_IN_A_MINUTE))
        since = fields.Datetime.now() - timedelta(minutes=1)
        recent = [("address", "=", address), ("date", ">", since)]
        return bool(limit and self.search_count(recent, limit=limit) >= limit)

    def _is_password(self, given):
        """Whether a text is the API password, where there is one."""
        wanted = self._setting("password")
        if not wanted:
            return True
        return self.env["res.users"]._crypt_context().verify(given, wanted)

    def _is_user_password(self, user, given):
        """Whether a text is a user's password, or an API key of theirs."""
        if not given:
            return False
        keys = self.env["res.users.apikeys"]
        if keys._check_credentials(scope="rpc", key=given) == user.id:
            return True
        return self._logs_in(user, given)

    @api.model
    def _logs_in(self, user, password):
        """Whether a user logs in with a password."""
        credential = {"type": "password", "login": user.login, "password": password}
        try:
            user.with_user(user)._check_credentials(credential, {"interactive": False})
        except AccessDenied:
            return False
        return True

    @api.model
    def _guess(self, user, password):
        """Do what `_logs_in` does, for who asks about others.

        Wrong guesses count as at the log-in: after some, none is right for a while.
        """
        try:
            with user._assert_can_auth(user=user.login):
                if not self._logs_in(user, password):
                    raise AccessDenied
        except AccessDenied:
            return False
        return True

    # --- the log --------------------------------------------------------------------

    @api.model
    def _add(self, call, outcome, answer="", reason=""):
        self.create(
            {
                "address": call["address"],
                "login": call["user"][:64],
                "operation": call["op"][:64],
                "outcome": outcome,
                "answer": answer[:200],
                "reason": reason[:500],
            }
        )

    @api.autovacuum
    def _gc_calls(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("date", "<", limit)]).unlink()
