"""What the set-up assistant asks of WHMCS, after the simulator."""

from decimal import Decimal

import pytest

from odoo.addons.sync_base.lib.errors import Auth, Invalid
from odoo.addons.sync_base.lib.page import RemoteRecord
from odoo.addons.sync_whmcs.lib import setup
from odoo.addons.sync_whmcs.lib.client import MissingPermission, WhmcsClient
from odoo.addons.sync_whmcs.lib.lists import details
from odoo.addons.sync_whmcs.lib.permissions import (
    BILLING,
    CREATING,
    READING,
    SELLING,
    SENDING,
    is_allowed,
)
from odoo.addons.sync_whmcs.lib.writes import parameters, update_client

from tests.simulators.process import SimulatorProcess

ALL = [*READING, *BILLING, *SENDING, *CREATING, *SELLING]


@pytest.fixture(scope="module")
def shared_simulator():
    with SimulatorProcess(clients=12, contacts=4, invoices=60) as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator):
    yield shared_simulator
    shared_simulator.set_access(denied_actions=[], secret="simulator-secret")


@pytest.fixture
def client(simulator):
    with WhmcsClient(
        simulator.url,
        "simulator-identifier",
        "simulator-secret",
        test_mode=True,
        attempts=1,
        page_size=25,
    ) as client:
        yield client


@pytest.mark.parametrize("needed", ALL, ids=lambda needed: needed.action)
def test_asking_for_a_permission_changes_nothing(client, simulator, needed):
    before = simulator.state()
    assert is_allowed(client, needed)
    assert simulator.state() == before


@pytest.mark.parametrize("needed", ALL, ids=lambda needed: needed.action)
def test_a_missing_permission_is_found(client, simulator, needed):
    simulator.set_access(denied_actions=[needed.action])
    assert not is_allowed(client, needed)


def test_other_refusals_are_no_missing_permission(client, simulator):
    simulator.set_access(secret="changed")
    with pytest.raises(Auth) as caught:
        is_allowed(client, READING[0])
    assert not isinstance(caught.value, MissingPermission)


def test_an_address_that_is_not_whmcs_is_told(simulator):
    url = f"{simulator.url}/elsewhere"
    with (
        WhmcsClient(url, "i", "s", test_mode=True, attempts=1) as client,
        pytest.raises(Invalid),
    ):
        is_allowed(client, READING[0])


def test_currencies_and_gateways(client):
    assert setup.currencies(client) == ["EUR", "DKK", "GBP", "USD"]
    assert setup.gateways(client)["quickpay"] == "Visa & Mastercard"


def test_tax_rates_are_those_that_taxed_something(client, simulator):
    wanted = set()
    for invoice in simulator.records("invoices"):
        for level, end in ((1, ""), (2, "2")):
            if Decimal(invoice[f"tax{end}"]):
                wanted.add((Decimal(invoice[f"taxrate{end}"]), level))
    assert wanted
    assert set(setup.tax_rates(client)) == wanted


def test_only_so_many_invoices_are_read(client, simulator):
    simulator.reset_stats()
    setup.tax_rates(client, most=30)
    assert simulator.stats()["calls"] == {"GetInvoices": 2}


def test_custom_fields_there_and_back(client, simulator):
    (before,) = details(client, [RemoteRecord("3", {}, complete=False)])
    assert set(before.data["custom"]) == {"2", "5"}
    # two bytes each: PHP counts those
    update_client(client, before, {"custom.5": "Ærø & Søn", "city": "Marstal"})
    (after,) = details(client, [RemoteRecord("3", {}, complete=False)])
    assert after.data["custom"] == {**before.data["custom"], "5": "Ærø &amp; Søn"}
    assert after.data["city"] == "Marstal"


def test_custom_fields_are_one_parameter():
    sent = parameters({"custom.2": "a", "custom.5": "b", "countrycode": "DK"})
    assert set(sent) == {"customfields", "country"}
