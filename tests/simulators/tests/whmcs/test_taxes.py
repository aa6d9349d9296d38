"""The law of an invoice's totals, and amounts as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.whmcs.billing import BillingSettings
from tests.simulators.whmcs.billing_models import InvoiceItem
from tests.simulators.whmcs.invoicing import create_invoice, update_header
from tests.simulators.whmcs.models import Client
from tests.simulators.whmcs.money import amount, cents, divide, rate, thousandths
from tests.simulators.whmcs.store import Store
from tests.simulators.whmcs.taxes import totals

AMOUNTS = st.integers(-1_000_000, 10_000_000)
RATES = st.sampled_from([0, 1, 5_200, 19_000, 21_000, 25_000, 33_333, 100_000])
ITEMS = st.lists(
    st.builds(InvoiceItem, st.just(0), st.just(""), AMOUNTS, st.booleans()),
    max_size=8,
)


def items(*amounts, taxed=True):
    return [InvoiceItem(0, "", value, taxed) for value in amounts]


@given(ITEMS, RATES, RATES, st.booleans(), st.booleans())
def test_items_add_up_to_net_or_gross(lines, taxrate, taxrate2, inclusive, compound):
    result = totals(lines, taxrate, taxrate2, inclusive, compound)
    everything = sum(line.amount for line in lines)
    assert everything == (sum(result) if inclusive else result.subtotal)


@given(ITEMS, RATES, RATES, st.booleans())
def test_no_taxed_items_no_tax(lines, taxrate, taxrate2, inclusive):
    for line in lines:
        line.taxed = False
    result = totals(lines, taxrate, taxrate2, inclusive)
    assert (result.tax, result.tax2) == (0, 0)


@given(ITEMS, RATES, RATES, st.booleans(), st.booleans(), AMOUNTS)
def test_identity(lines, taxrate, taxrate2, inclusive, compound, credit):
    store = Store(billing_settings=BillingSettings(inclusive, compound))
    client = Client(1, 1, "")
    store.insert_client(client)
    values = {"taxrate": taxrate, "taxrate2": taxrate2}
    lines = [{"amount": line.amount, "taxed": line.taxed} for line in lines]
    invoice = create_invoice(store.billing, client, values, lines, None)
    update_header(store.billing, invoice, {"credit": credit}, None)
    gross = invoice.subtotal + invoice.tax + invoice.tax2
    assert gross == invoice.total + invoice.credit


@pytest.mark.parametrize(
    ("lines", "rates", "settings", "expected"),
    [
        (items(1595), (25_000, 0), (False, False), (1595, 399, 0)),
        # a published example: 14.75 = 11.99 + 2.76
        (items(1475), (23_000, 0), (True, False), (1199, 276, 0)),
        (items(10_000), (21_000, 5_200), (False, False), (10_000, 2_100, 520)),
        (items(10_000), (10_000, 5_000), (False, True), (10_000, 1_000, 550)),
        (items(11_550), (10_000, 5_000), (True, True), (10_000, 1_000, 550)),
        (items(11_500), (10_000, 5_000), (True, False), (10_000, 1_000, 500)),
        # rounded once: three times 0.125 would be 0.39
        (items(50, 50, 50), (25_000, 0), (False, False), (150, 38, 0)),
        (items(-50), (25_000, 0), (False, False), (-50, -13, 0)),
    ],
)
def test_examples(lines, rates, settings, expected):
    assert totals(lines, *rates, *settings) == expected


@given(st.integers(-(10**9), 10**9))
def test_amounts_are_written_and_read(value):
    assert cents(amount(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("10", 1000), ("0.005", 1), ("-0.005", -1), (".5", 50), ("7.", 700)]
    + [("x", 0), ("", 0), ("1,234.50", 100), ("3.10 EUR", 310)],
)
def test_amounts_as_php_reads_them(text, value):
    assert cents(text) == value


def test_rates_have_three_decimals():
    assert rate(thousandths("25")) == "25.000"
    assert rate(thousandths("5.2")) == "5.200"


@given(st.integers(-1000, 1000), st.integers(1, 50))
def test_half_is_rounded_away_from_zero(numerator, denominator):
    assert divide(-numerator, denominator) == -divide(numerator, denominator)
    assert abs(divide(numerator, denominator) - numerator / denominator) <= 0.5
