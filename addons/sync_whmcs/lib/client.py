"""Client of the WHMCS API (``includes/api.php``).

Usable without Odoo's database::

    with WhmcsClient("https://billing.example", "identifier", "secret") as whmcs:
        whmcs.call("GetClients", limitnum=5)

Source of the error texts: WHMCS developer documentation, "Authentication", "Access
Control" and the error tables of the actions; they are matched loosely, because their
wording and case vary between versions.
"""

import re

from odoo.addons.sync_base.lib.errors import Auth, Invalid, NotFound, Transient
from odoo.addons.sync_base.lib.http import HttpClient

from . import reply as replies

ENDPOINT = "includes/api.php"
REFUSED_IP = re.compile(r"invalid ip:?\s*([0-9a-f.:]+)", re.I)
NO_PERMISSION = re.compile(r"invalid permissions.*?[\"'](\w+)[\"']", re.I | re.S)
REFUSED = re.compile(r"authentication failed|invalid or missing credentials", re.I)
NOT_FOUND = re.compile(r"not found", re.I)
BAD_ENCODING = re.compile(r"malformed utf-?8", re.I)


class MissingPermission(Auth):
    """The API role does not allow an action; ``action`` is its name, lower case."""

    def __init__(self, action):
        self.action = action
        super().__init__(
            f"WHMCS does not allow the API action {action}. Tick it in the API role: "
            "Configuration > Manage API Credentials > API Roles."
        )


class WhmcsClient(HttpClient):
    """Calls WHMCS API actions; see `HttpClient` for threads, limits and retries.

    :param url: root of the WHMCS installation; may be a sub-folder
    :param access_key: ``$api_access_key`` of ``configuration.php``, where the address
        of this machine cannot be allowed
    :param page_size: rows asked for in one page of a list
    :param full_hours: hours after which everything is compared anew
    :param from_date: invoices before that day (``YYYY-MM-DD``) are left alone
    :param currency: code of the currency in which products have their price
    :param tax_included: amounts of invoice items hold their tax
    :param mail_invoices: WHMCS mails invoices that come from Odoo to their clients
    """

    def __init__(
        self,
        url,
        identifier,
        secret,
        access_key=None,
        *,
        page_size=250,
        full_hours=24,
        from_date=None,
        currency=None,
        tax_included=False,
        mail_invoices=False,
        **options,
    ):
        super().__init__(url, **options)
        root = self.url.split("?")[0].rstrip("/").removesuffix(ENDPOINT).rstrip("/")
        self.endpoint = f"{root}/{ENDPOINT}"
        self.page_size = page_size
        self.full_hours = full_hours
        self.from_date = from_date
        self.currency = currency
        self.tax_included = tax_included
        self.mail_invoices = mail_invoices
        self._credentials = {"identifier": identifier, "secret": secret}
        if access_key:
            self._credentials["accesskey"] = access_key

    def call(self, action, *, repeatable=True, **parameters):
        """Call an API action; return its `Reply`.

        :param repeatable: False for actions that create something
        :raises SyncError: one of the five kinds; `MissingPermission` and other `Auth`
            errors name what to change in WHMCS
        """
        data = {
            **self._credentials,
            "action": action,
            "responsetype": "json",
            **parameters,
        }
        return self.request("POST", self.endpoint, data=data, repeatable=repeatable)

    def _secrets(self):
        return self._credentials.values()

    def _parse(self, response):
        try:
            reply = replies.decode(response.content)
        except ValueError as error:
            raise self._not_json(response) from error
        # A few actions answer with `status` instead of `result`.
        result = reply.get("result", reply.get("status"))
        if str(result).lower() == "success":
            return reply
        raise self._error(str(reply.get("message") or replies.scrub(reply)), response)

    def _not_json(self, response):
        text = self._excerpt(response.content).strip()
        if response.status_code in (401, 403, 404):
            return Invalid(
                f"{self.endpoint} answered {response.status_code} without JSON: is "
                f"this the address of WHMCS? It said: {text!r}",
                payload=text,
            )
        if text.startswith("{"):
            return Transient(f"WHMCS sent JSON that is cut off: {text[:80]!r}…", text)
        what = "an HTML page" if "<" in text[:100] else "something else"
        return Transient(f"WHMCS sent {what} instead of JSON: {text[:120]!r}", text)

    def _error(self, message, response):
        if match := REFUSED_IP.search(message):
            return Auth(
                f"WHMCS refuses requests from the address {match[1]}. Add it there: "
                "Configuration > System Settings > General Settings > Security > API "
                "IP Access Restriction, or set an access key."
            )
        if match := NO_PERMISSION.search(message):
            return MissingPermission(match[1].lower())
        if REFUSED.search(message):
            return Auth(
                f"WHMCS refuses the credentials ({message}). Check identifier and "
                "secret (Configuration > Manage API Credentials)."
            )
        if response.status_code == 403:
            return Auth(f"WHMCS refuses access: {message}")
        if BAD_ENCODING.search(message):
            return Invalid(
                f"WHMCS holds text that is not UTF-8 here: {message}", message
            )
        if NOT_FOUND.search(message):
            return NotFound(f"WHMCS: {message}", message)
        return Invalid(f"WHMCS: {message}", message)
