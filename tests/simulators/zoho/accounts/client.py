"""The client as it is registered in the API console."""

from dataclasses import dataclass, field

from tests.simulators.zoho.regions import REGIONS


@dataclass
class Client:
    """:param regions: the data centres that are ticked

    :param secrets: those of regions with a secret of their own
    :param redirect_uris: empty takes any, which the real console does not
    """

    id: str = "1000.SIMULATORCLIENT"
    secret: str = "simulator-secret"
    name: str = "Odoo"
    redirect_uris: list = field(default_factory=list)
    regions: set = field(default_factory=lambda: {*REGIONS})
    secrets: dict = field(default_factory=dict)

    def secret_in(self, region):
        return self.secrets.get(region, self.secret)

    def takes(self, redirect_uri):
        return not self.redirect_uris or redirect_uri in self.redirect_uris
