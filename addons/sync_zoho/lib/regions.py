"""The data centres of Zoho: where to log in, and where the API is.

Source: Zoho Accounts, *Multi DC*, and the table of its own SDK; the project's reference,
section 1.2. Addresses are taken from here only: what a redirection names is input of
whoever follows it, and the client secret is sent there.
"""

from typing import NamedTuple
from urllib.parse import unquote

from odoo.addons.sync_base.lib.errors import Invalid


class Region(NamedTuple):
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
    "uk": Region("https://accounts.zoho.uk", "https://www.zohoapis.uk"),
}


class Regions:
    """The table of data centres.

    :param root: address of a simulator, which has all of them as folders
    """

    def __init__(self, root=None):
        self._table = REGIONS
        if root:
            root = root.rstrip("/")
            self._table = {
                code: Region(f"{root}/accounts/{code}", f"{root}/api/{code}")
                for code in REGIONS
            }

    def accounts_url(self, location):
        return self._of(location).accounts

    def api_url(self, location):
        return self._of(location).api

    def region_of_callback(self, location, accounts_server):
        """Return the region that a redirection names.

        :raises Invalid: there is no such region, or the server is not the region's
        """
        code = _clean(location).lower()
        server = _clean(accounts_server).rstrip("/").lower()
        if not code:
            known = {region.accounts: each for each, region in self._table.items()}
            code = known.get(server, server)
        region = self._of(code)
        if server and server != region.accounts:
            raise Invalid(f"{server} is not Zoho's server for {code}. Nothing was sent.")
        return code

    def _of(self, location):
        if location not in self._table:
            raise Invalid(f"Zoho has no data centre {location!r} that is known here.")
        return self._table[location]


def _clean(text):
    # it comes percent-encoded, and with a trailing &, from some of the servers
    return unquote(text or "").strip().rstrip("&")
