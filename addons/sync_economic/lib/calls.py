"""Calls of e-conomic's web services, and what their answers mean.

Sources: the REST documentation (restdocs.e-conomic.com) and the OpenAPI descriptions of
customersapi and webhooksapi; the project's reference names the pages.
"""

import re
import time
from urllib.parse import quote
from uuid import uuid4

from odoo.addons.sync_base.lib.budget import Budget
from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_base.lib.http import HttpClient, check_url

REST_URL = "https://restapi.e-conomic.com"
OPENAPI_URL = "https://apis.e-conomic.com"
CUSTOMERS_API, WEBHOOKS_API = "customersapi/v3.1.0", "webhooksapi/v1.0.0"
DEMO = "demo"
# "token-limit-10000-per-60-seconds: 147/10000" (used of limit)
RATE = re.compile(r"per-(\d+)-seconds:\s*(\d+)\s*/\s*(\d+)")
# lists leave the last of the budget to people
SPARED = 0.2
ESCAPES = str.maketrans({mark: f"${mark}" for mark in "$()*,"})


class Agreement(HttpClient):
    """Has the tokens of one agreement, in ``_tokens``; e-conomic's demo only reads."""

    @property
    def is_demo(self):
        """Whether these are the tokens of e-conomic's demo."""
        return DEMO in self._tokens.values()

    def _refuse_writing_to_demo(self):
        """:raises Invalid: it is the demo"""
        if self.is_demo:
            raise Invalid("e-conomic's demo can be read, not written to.")

    def _secrets(self):
        return [each for each in self._tokens.values() if each != DEMO]


class EconomicCalls(Agreement):
    """Calls both services with the tokens of one agreement.

    :param app_secret: of the app (*AppSecretToken*)
    :param grant: of the agreement (*AgreementGrantToken*)
    :param page_size: rows of a page of a list, 1,000 at most
    :param rest_url: root of the REST service
    :param openapi_url: root of the services that OpenAPI describes
    """

    def __init__(
        self,
        app_secret,
        grant,
        *,
        page_size=1000,
        rest_url=REST_URL,
        openapi_url=OPENAPI_URL,
        **options,
    ):
        super().__init__(rest_url.rstrip("/"), **options)
        self.openapi_url = openapi_url.rstrip("/")
        check_url(self.openapi_url, options.get("test_mode", False))
        self.page_size = page_size
        self._window = 60
        self._tokens = {"X-AppSecretToken": app_secret, "X-AgreementGrantToken": grant}

    def rest(self, method, path, *, key=None, params=None, json=None):
        """Call the REST service; return what it answered, {} for nothing."""
        return self._call(method, f"{self.url}/{path}", key, params, json)

    def openapi(self, method, path, *, key=None, params=None, json=None):
        """Call ``customersapi/v3.1.0/Contacts``, say; return what it answered."""
        return self._call(method, f"{self.openapi_url}/{path}", key, params, json)

    def _call(self, method, url, key, params, json):
        headers = {**self._tokens, "Accept": "application/json"}
        if method != "GET":
            self._refuse_writing_to_demo()
            # the service answers the same again to a call that is repeated
            headers["Idempotency-Key"] = key or uuid4().hex
        if params:
            # blanks as %20: in a filter a + would be searched for
            pairs = (f"{name}={quote(str(each))}" for name, each in params.items())
            url = f"{url}?{'&'.join(pairs)}"
        return self.request(method, url, headers=headers, json=json)

    def spare(self):
        """Wait, or end the run, before a list takes what people need of the budget.

        :raises Transient: it would take longer than the client's patience
        """
        budget = self.budget
        if not budget or not budget.limit:
            return
        missing = SPARED - budget.remaining / budget.limit
        if missing <= 0:
            return
        # it fills up evenly
        wait = missing * self._window + 1
        if wait > self.patience:
            raise Transient(
                "e-conomic's limit of calls is nearly reached; it goes on by itself.",
                retry_after=wait,
            )
        time.sleep(wait)
        self.budget = None

    def _budget_of(self, response):
        match = RATE.search(response.headers.get("X-RateLimiting", ""))
        if not match:
            return super()._budget_of(response)
        self._window, used, limit = map(int, match.groups())
        return Budget(max(0, limit - used), limit)

    def _parse(self, response):
        try:
            answer = response.json() if response.content else {}
        except ValueError as error:
            raise self._not_json(response) from error
        if response.ok:
            return answer
        raise self._error(response.status_code, answer, response)

    def _not_json(self, response):
        text = self._excerpt(response.content).strip()
        if response.status_code in (401, 403):
            return self._refused(response.status_code, text)
        if response.status_code == 404:
            return Invalid(f"{self._host()} is not the address of e-conomic: {text!r}")
        return Transient(f"e-conomic sent something else than JSON: {text!r}", text)

    def _error(self, status, answer, response):
        payload = self._excerpt(response.content, 1000)
        text = told(answer) or payload
        if status in (401, 403):
            return self._refused(status, text)
        if status == 404:
            return NotFound(f"e-conomic: {text}", payload)
        if status == 409:
            return Conflict(f"e-conomic: {text}", payload)
        return Invalid(f"e-conomic: {text}", payload)

    @staticmethod
    def _refused(status, text):
        if status == 401:
            return Auth(
                f"e-conomic refuses the tokens ({text}). Connect again: the app may "
                "have been removed there (Settings > Extensions > Apps)."
            )
        return Auth(
            f"e-conomic does not allow this ({text}). The app needs the role "
            "Superuser, and the agreement the module it names."
        )


def told(answer):
    """Return what an error says, field by field where it names fields.

    Both services' forms: the errors mirror the request as nested objects, or are a list
    of texts or of objects with ``property`` and ``message``.
    """
    if not isinstance(answer, dict):
        return ""
    first = answer.get("message") or answer.get("detail") or answer.get("title") or ""
    return "; ".join(filter(None, [first, *_named(answer.get("errors"), "")]))


def _named(errors, path):
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, list):
        for each in errors:
            yield from _named(each, path)
    elif isinstance(errors, dict):
        where = errors.get("property") or errors.get("propertyName") or path
        message = errors.get("message") or errors.get("errorMessage")
        if isinstance(message, str):
            yield f"{where}: {message}" if where else message
        for name, each in errors.items():
            if isinstance(each, dict | list):
                yield from _named(each, path if name == "errors" else name)


def equal(name, value):
    """Return a filter for a text; what means something in filters is escaped.

    Brackets are not: the service takes the documented escape of them for text.
    """
    return f"{name}$eq:{str(value).translate(ESCAPES)}"
