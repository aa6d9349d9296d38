"""HTTP for all clients: one way to call, time-outs always, errors of five kinds.

A client of a remote system inherits `HttpClient` and gives it `_parse`, which turns a
response into data or raises one of `errors`. Retries, limits and safety live here.
"""

import logging
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote, quote_plus, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import LocationParseError

from .budget import budget_of
from .errors import Auth, Invalid, SyncError, Transient

_logger = logging.getLogger(__name__)

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
BUSY = {429, 500, 502, 503, 504}


def check_url(url, test_mode=False):
    """Return ``url`` if requests may go there.

    :raises Invalid: not https; plain http is for loopback in test mode only
    """
    try:
        parts = urlsplit(url or "")
        host, _port = parts.hostname, parts.port
    except ValueError:
        # Not what it says: it may quote a password.
        raise Invalid("This is not an address.") from None
    if parts.username or parts.password:
        raise Invalid("The address must not contain a user name or password.")
    if parts.scheme == "https" and host:
        return url
    if parts.scheme == "http" and test_mode and host in LOOPBACK:
        return url
    # What stands before an @ may be a password.
    shown = "" if not url else f" (it is {url.rpartition('@')[2]})"
    raise Invalid(
        f"The address must begin with https://{shown}. Plain http is "
        "accepted only for this machine itself, on a backend marked as test."
    )


class HttpClient:
    """Calls a remote system; safe to use from several threads at once.

    :param url: base address, see `check_url`
    :param in_flight: highest number of calls under way at once
    :param timeout: seconds to wait for a connection or for the next byte
    :param attempts: how often a call is tried where trying again does no harm
    :param patience: longest wait between two attempts, in seconds; a remote that asks
        for more gets a `Transient` that says how long, for the engine to obey
    """

    user_agent = "Odoo-Sync/19.0"
    # answers after which the call is tried again
    busy = BUSY

    def __init__(
        self, url, *, test_mode=False, in_flight=8, timeout=30, attempts=4, patience=10
    ):
        self.url = check_url(url, test_mode)
        self.in_flight = in_flight
        self.timeout = timeout
        self.attempts = attempts
        self.patience = patience
        self.calls = 0
        # the last `Budget` that the remote told, None where it does not
        self.budget = None
        # when the remote answered last, by its own clock (aware), None for unknown
        self.served_at = None
        self._lock = threading.Lock()
        self._session = self._make_session()
        self._pool = None

    def _make_session(self):
        session = requests.Session()
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=self.in_flight + 2)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.headers["User-Agent"] = self.user_agent
        # Proxies are read once here; per request that costs more than the call itself.
        session.proxies = requests.utils.get_environ_proxies(self.url)
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        session.trust_env = False
        # PHP lets the calls of one session wait for each other.
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return session

    def close(self):
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._session.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    # -- calling ---------------------------------------------------------------

    def request(self, method, url, *, repeatable=True, **options):
        """Make one call and return what `_parse` makes of the response.

        :param repeatable: doing it twice is the same as once, so it may be tried again
        :raises SyncError: one of the five kinds
        """
        attempts = self.attempts if repeatable else 1
        for attempt in range(1, attempts + 1):
            try:
                return self._once(method, url, **options)
            except Transient as error:
                wait = error.retry_after
                if wait is None:
                    wait = min(0.25 * 2**attempt, self.patience) * random.uniform(
                        0.5, 1
                    )
                if attempt == attempts or wait > self.patience:
                    raise
                _logger.info("%s; trying again in %.1f s", error, wait)
                time.sleep(wait)

    def _once(self, method, url, **options):
        with self._lock:
            self.calls += 1
        try:
            request = self._session.prepare_request(
                requests.Request(method, url, **options)
            )
            response = self._session.send(
                request,
                timeout=self.timeout,
                allow_redirects=False,
                verify=self._session.verify,
                proxies=self._session.proxies,
            )
        except (requests.exceptions.InvalidURL, LocationParseError) as error:
            raise Invalid(f"{self._host()} cannot be an address: {error}") from error
        except requests.exceptions.SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" not in str(error):
                raise Transient(f"{self._host()}: connection lost: {error}") from error
            raise Auth(
                f"{self._host()}: the certificate is not valid: {error}"
            ) from error
        except requests.Timeout as error:
            raise Transient(
                f"{self._host()} did not answer within {self.timeout} s"
            ) from error
        except requests.RequestException as error:
            raise Transient(f"{self._host()}: connection failed: {error}") from error
        self.budget = self._budget_of(response) or self.budget
        self.served_at = moment_of(response.headers.get("Date", "")) or self.served_at
        if response.is_redirect:
            raise Invalid(
                f"{self._host()} redirects to {response.headers['Location']}. Enter "
                "the final address in the backend; redirects are not followed."
            )
        if response.status_code in self.busy:
            raise Transient(
                f"{self._host()} answered {response.status_code} {response.reason}",
                payload=self._excerpt(response.content),
                retry_after=retry_after(response),
            )
        return self._parse(response)

    def _budget_of(self, response):
        """Return the `Budget` that a response tells of, None where it does not."""
        return budget_of(response.headers)

    def _parse(self, response):
        """Return the data of a response, or raise one of the five kinds."""
        raise NotImplementedError

    def _excerpt(self, content, length=300):
        """Return the beginning of a body that was not what we expected, for people.

        Pages of debuggers and firewalls quote requests, so secrets are masked in it.
        """
        text = excerpt(content, 2 * length)
        for secret in filter(None, self._secrets()):
            for form in {secret, quote(secret), quote_plus(secret)}:
                text = text.replace(form, "***")
        return text[:length]

    def _secrets(self):
        """Return the texts that must not be told."""
        return ()

    def _host(self):
        return urlsplit(self.url).netloc

    # -- many at once ----------------------------------------------------------

    def many(self, call, arguments):
        """Do ``call`` for each of ``arguments``, `in_flight` at once; keep the order.

        :return: list of results; where a call failed, its `SyncError` stands there.
            After an `Auth` error the rest is not tried: it would be refused as well.
        """
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.in_flight, "sync-http")
        refused = []

        def guarded(argument):
            if refused:
                return refused[0]
            try:
                return call(argument)
            except Auth as error:
                refused.append(error)
                return error
            except SyncError as error:
                return error

        return list(self._pool.map(guarded, arguments))


def retry_after(response):
    """Return the seconds that a ``Retry-After`` header asks for, None without one."""
    text = response.headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return float(text)
    moment = moment_of(text)
    if moment is None:
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def moment_of(text):
    """Return the time that a header tells (aware), None where it tells none."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    # "-0000" is UTC of which no zone is known
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def excerpt(content, length=300):
    """Return the first characters of a body (bytes), readable whatever it is."""
    return content[: length * 4].decode("utf-8", "replace")[:length]
