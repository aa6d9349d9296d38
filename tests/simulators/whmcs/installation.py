"""A simulated WHMCS installation: everything an API action works with."""

from dataclasses import dataclass, field

from tests.simulators.whmcs.access import Access
from tests.simulators.whmcs.activity_log import Actor
from tests.simulators.whmcs.clock import DATE_FORMATS, DEFAULT_DATE_FORMAT
from tests.simulators.whmcs.form import to_integer
from tests.simulators.whmcs.queries import Queries
from tests.simulators.whmcs.renderer import Renderer
from tests.simulators.whmcs.store import Store

ADMIN_ID = 1
ADMIN_USERNAME = "admin"


def has_immutable_invoices(version):
    """WHMCS 9.0: invoices that are no drafts cannot be modified."""
    return to_integer(version) >= 9


@dataclass
class Installation:
    store: Store
    access: Access
    renderer: Renderer
    version: str = "8.13.1"
    date_format: str = DEFAULT_DATE_FORMAT
    queries: Queries = field(init=False)

    def __post_init__(self):
        self.queries = Queries(self.store)

    @property
    def date_pattern(self):
        """The localised date format as `strptime` wants it."""
        return DATE_FORMATS[self.date_format]

    def admin(self, address):
        """The administrator who owns the API credentials."""
        return Actor(ADMIN_ID, 0, ADMIN_USERNAME, self.access.seen_ip(address))

    def whmcs_details(self):
        return {
            "version": self.version,
            "canonicalversion": f"{self.version}-release.1",
        }
