"""The data centres of Zoho: where to log in, and where the API is.

Source: Zoho Accounts, *Multi DC*, and the table of its own SDK; the project's
reference, section 1.2. Addresses are taken from here only: what a redirection names is
input of whoever follows it, and the client secret is sent there.
"""

import logging
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.http import LOOPBACK, check_url

_logger = logging.getLogger(__name__)

# hosts of the API for organisations that try things out, in place of www
TRIALS = ("sandbox", "developer")


class Region(NamedTuple):
    """The hosts of a data centre."""

    accounts: str
    api: str


REGIONS = {
    "us": Region("https://accounts.zoho.com", "https://www.zohoapis.com"),
    "eu": Region("https://accounts.zoho.eu", "https://www.zohoapis.eu"),
    "in": Region("https://accounts.zoho.in", "https://www.zohoapis.in"),
    "au": Region("https://accounts.zoho.com.au", "https://www.zohoapis.com.au"),
    "jp": Region("https://accounts.zoho.jp", "https://www.zohoapis.jp"),
    "cn": Region("https://accounts.zoho.com.cn", "https://www.zohoapis.com.cn"),
    "ca": Region("https://accounts.zohocloud.ca", "https://www.zohoapis.ca"),
    "sa": Region("https://accounts.zoho.sa", "https://www.zohoapis.sa"),
    # nobody has published the host of its API
    "uk": Region("https://accounts.zoho.uk", "https://www.zohoapis.uk"),
}


class Regions:
    """The table of data centres.

    :param root: address of a simulator on this machine, which has all of them as
        folders
    :raises Invalid: it is not on this machine
    """

    def __init__(self, root=None):
        self._table = REGIONS
        if root:
            root = check_url(root, test_mode=True).rstrip("/").lower()
            if urlsplit(root).hostname not in LOOPBACK:
                raise Invalid("A simulated Zoho must be on this machine itself.")
            self._table = {
                code: Region(f"{root}/accounts/{code}", f"{root}/api/{code}")
                for code in REGIONS
            }
        self._apis = {of.api: of.api for of in self._table.values()}
        if not root:
            for of in REGIONS.values():
                for trial in TRIALS:
                    url = of.api.replace("//www.", f"//{trial}.")
                    self._apis[url] = url

    def accounts_url(self, location):
        """:raises Invalid: there is no such region"""
        return self._of(location).accounts

    def api_url(self, location, told=""):
        """Return the address of the API.

        :param told: ``api_domain`` as it came with a token; counts if it is Zoho's
        :raises Invalid: there is no such region
        """
        usual = self._of(location).api
        if not told:
            return usual
        known = self._apis.get(_clean(told))
        if known is None:
            _logger.warning("%s is not used: it is not Zoho's as known here", told)
        return known or usual

    def region_of_callback(self, location, accounts_server):
        """Return the region that a redirection names.

        :raises Invalid: there is no such region, or the server is not the region's
        """
        code, server = _clean(location), _clean(accounts_server)
        if server != self._of(code).accounts:
            raise Invalid(
                f"{server or 'No address'} is not Zoho's log-in of the data centre "
                f"{code}. Nothing was sent there."
            )
        return code

    def _of(self, location):
        if location not in self._table:
            raise Invalid(f"Zoho has no data centre {location!r} that is known here.")
        return self._table[location]


def _clean(text):
    # it comes percent-encoded, and with a trailing &, from some of the servers
    return unquote(text or "").strip().rstrip("/&").lower()
