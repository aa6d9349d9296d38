"""Calls of e-conomic's SOAP service, and what its faults mean.

Source: the published WSDL of 2019 and the developers' pages on *ConnectWithToken*; the
project's reference, section 7.
"""

import re
from datetime import datetime, timedelta, timezone
from http.cookiejar import DefaultCookiePolicy

from zeep import Client, Transport
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault, ValidationError
from zeep.helpers import serialize_object

from odoo.addons.sync_base.lib.errors import Auth, Invalid, NotFound, Transient
from odoo.addons.sync_base.lib.http import BUSY

from .calls import Agreement
from .since import TIME
from .soap_service import BINDING, SETTINGS, document

SOAP_URL = "https://api.e-conomic.com/secure/api1/EconomicWebService.asmx"
# "Economic.Api.Exceptions.IntegrityException(E06000): There is none. (id=…)"
FAULT = re.compile(
    r"Exceptions\.(\w+)\((E\d+)\):\s*(.*?)(?:\s*\(id=[^)]*\))?\s*$", re.S
)
CET = timezone(timedelta(hours=1))
NOT_LOGGED_IN = "E02250"
# newer services may tell more than the WSDL of 2019 says; see `call`
# where zeep keeps what an answer holds beyond the WSDL
UNKNOWN = "_raw_elements"


class SoapCalls(Agreement):
    """Calls the service in a session, which begins with the tokens of one agreement.

    :param app_secret: of the app (*appToken*)
    :param grant: of the agreement (*token*)
    :param page_size: records read by one call
    :param url: of the service
    """

    # a fault is told with 500
    busy = BUSY - {500}

    def __init__(self, app_secret, grant, *, page_size=1000, url=SOAP_URL, **options):
        super().__init__(url, **options)
        self.page_size = page_size
        self._tokens = {"token": grant, "appToken": app_secret}
        self._connected = False
        self._services = {
            repeatable: Client(
                document(), transport=_Through(self, repeatable), settings=SETTINGS
            ).create_service(BINDING, self.url)
            for repeatable in (True, False)
        }

    def call(self, operation, *unnamed, repeatable=True, **named):
        """Call an operation; return its result as dicts, lists and simple values.

        :param repeatable: doing it twice is the same as once
        :raises SyncError: one of the five kinds
        """
        if "Get" not in operation and "Find" not in operation:
            self._refuse_writing_to_demo()
        if not self._connected:
            self._connect()
        try:
            return self._invoke(operation, repeatable, *unnamed, **named)
        except _NotLoggedIn:
            # sessions end; nothing was done
            self._connect()
        try:
            return self._invoke(operation, repeatable, *unnamed, **named)
        except _NotLoggedIn as error:
            raise Auth(f"e-conomic does not keep the session: {error}") from error

    def _connect(self):
        try:
            self._invoke("ConnectWithToken", True, **self._tokens)
        except (Invalid, _NotLoggedIn) as error:
            raise _refused(error) from error
        self._connected = True

    def _invoke(self, operation, repeatable, *unnamed, **named):
        try:
            result = self._services[repeatable][operation](*unnamed, **named)
        except Fault as fault:
            raise self._meant(operation, fault) from fault
        except ValidationError as error:
            # before it is sent
            raise Invalid(f"e-conomic: {operation}: {error}") from error
        except ZeepError as error:
            raise Transient(f"e-conomic: {operation} answered: {error}") from error
        return serialize_object(result, dict)

    def _meant(self, operation, fault):
        """Return the error of the engine that a fault means."""
        text = self._excerpt((fault.message or "").encode(), 1000)
        found = FAULT.search(text)
        if not found:
            return Invalid(f"e-conomic: {operation}: {text[:300]}", text)
        kind, code, told = found.groups()
        told = f"{told} ({code})"
        if code == NOT_LOGGED_IN:
            return _NotLoggedIn(told)
        if kind == "AuthenticationException":
            return _refused(told)
        if kind == "AuthorizationException":
            return Auth(
                f"e-conomic does not allow {operation} ({told}). The app needs the "
                "role Superuser, and the agreement access to SOAP."
            )
        if kind == "ServerException":
            return Transient(f"e-conomic: {told}", text)
        if "does not exist" in told:
            return NotFound(f"e-conomic: {told}", text)
        return Invalid(f"e-conomic: {told}", text)

    # -- HTTP ------------------------------------------------------------------------

    def _make_session(self):
        session = super()._make_session()
        # the session of the service is a cookie
        session.cookies.set_policy(DefaultCookiePolicy())
        return session

    def _parse(self, response):
        """Return a response that is XML, for zeep to read."""
        if "xml" in response.headers.get("Content-Type", ""):
            return response
        text = self._excerpt(response.content).strip()
        if response.status_code in (401, 403):
            raise Auth(f"e-conomic does not allow SOAP: {text!r}")
        if response.status_code == 404:
            raise Invalid(
                f"{self._host()} is not the address of e-conomic's SOAP service: "
                f"{text!r}"
            )
        raise Transient(f"e-conomic sent something else than SOAP: {text!r}", text)


def _refused(told):
    return Auth(
        f"e-conomic refuses the tokens ({told}). Connect again: the app may have been "
        "removed there (Settings > Extensions > Apps), or the agreement has no access "
        "to SOAP."
    )


class _NotLoggedIn(Exception):
    """The session ended, or none began."""


class _Through(Transport):
    """Sends zeep's calls as the client sends all others: time-outs, retries, limits."""

    def __init__(self, client, repeatable):
        super().__init__()
        self._client, self._repeatable = client, repeatable

    def post(self, address, message, headers):
        return self._client.request(
            "POST",
            address,
            data=message,
            headers=headers,
            repeatable=self._repeatable,
        )


def soap_time(moment):
    """Return ``YYYY-MM-DDTHH:MM:SSZ`` as the service wants times: CET, without zone.

    In summer that is an hour earlier than clocks in Denmark show: whichever of the two
    the service means, nothing that changed since is missed.
    """
    told = datetime.strptime(moment, TIME)
    return told.replace(tzinfo=timezone.utc).astimezone(CET).replace(tzinfo=None)
