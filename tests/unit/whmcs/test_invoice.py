"""What WHMCS invoices come to: laws of the sums, and the states."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.convert import Unusable
from odoo.addons.sync_whmcs.lib.invoice import (
    is_sale,
    money,
    settled_ids,
    share,
    state_of,
    sums,
)

cents = st.integers(-50_000, 500_000).map(lambda value: Decimal(value) / 100)
item = st.tuples(cents, st.booleans())
rates = st.sampled_from([Decimal(25), Decimal("19"), Decimal("8.1"), Decimal("0")])


def reply(items, inclusive, rate, rate2=Decimal(0), credit=Decimal(0)):
    """Return a GetInvoice reply as WHMCS adds it up: tax rounded once."""
    amounts = sum((amount for amount, _taxed in items), Decimal(0))
    base = sum((amount for amount, taxed in items if taxed), Decimal(0))
    if inclusive:
        net = round(base * 100 / (100 + rate + rate2), 2)
        tax = round(net * rate / 100, 2)
        tax2 = base - net - tax if rate2 else Decimal(0)
        if not rate2:
            tax = base - net
        subtotal = amounts - tax - tax2
    else:
        tax, tax2 = round(base * rate / 100, 2), round(base * rate2 / 100, 2)
        subtotal = amounts
    return {
        "items": {
            "item": [
                {
                    "id": at,
                    "type": "Item",
                    "relid": 0,
                    "description": f"Item {at} &amp; more",
                    "amount": f"{amount:.2f}",
                    "taxed": int(taxed),
                }
                for at, (amount, taxed) in enumerate(items)
            ]
        },
        "subtotal": f"{subtotal:.2f}",
        "tax": f"{tax:.2f}",
        "tax2": f"{tax2:.2f}",
        "credit": f"{credit:.2f}",
        "total": f"{subtotal + tax + tax2 - credit:.2f}",
        "taxrate": f"{rate:.3f}",
        "taxrate2": f"{rate2:.3f}",
    }


@given(
    st.lists(item, min_size=1, max_size=12),
    st.booleans(),
    rates,
    rates,
    cents,
)
def test_lines_and_taxes_come_to_the_total(items, inclusive, rate, rate2, credit):
    data = reply(items, inclusive, rate, rate2, credit)
    found = sums(data)
    net = sum(each.net for each in found.items)
    taxes = sum(tax for _rate, tax in found.taxes)
    assert net == found.subtotal == Decimal(data["subtotal"])
    assert net + taxes == found.gross == Decimal(data["total"]) + credit
    untaxed = [amount for amount, taxed in items if not taxed]
    assert untaxed == [each.net for each in found.items if not each.taxed]


@given(cents, st.lists(cents.map(abs), min_size=1, max_size=20))
def test_shares_come_to_the_whole(amount, weights):
    parts = share(amount, weights)
    assert len(parts) == len(weights)
    if sum(weights):
        assert sum(parts) == amount
        for part, weight in zip(parts, weights, strict=True):
            exact = amount * weight / sum(weights)
            assert abs(part - exact) < Decimal("0.01") + Decimal("1e-9")
    else:
        assert set(parts) == {Decimal(0)}


def test_the_documented_sample_of_prices_with_tax():
    data = reply([(Decimal("14.75"), True)], True, Decimal(23))
    assert (data["subtotal"], data["tax"]) == ("11.99", "2.76")
    assert [each.net for each in sums(data).items] == [Decimal("11.99")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"total": "1.00"}, "contradicts itself"),
        ({"subtotal": "90.00", "total": "115.00"}, "neither the subtotal"),
        ({"tax": "x"}, "not an amount"),
        ({"tax": "2.505"}, "parts of cents"),
        ({"taxrate": "25%"}, "not a tax rate"),
    ],
)
def test_what_no_invoice_can_equal(changes, reason):
    data = reply([(Decimal(100), True)], False, Decimal(25))
    with pytest.raises(Unusable, match=reason):
        sums({**data, **changes})


def test_tax_on_nothing_that_is_taxed():
    data = reply([(Decimal(100), False)], False, Decimal(25))
    with pytest.raises(Unusable, match="no item is taxed"):
        sums({**data, "tax": "25.00", "total": "125.00"})


@pytest.mark.parametrize("value", [None, "", " ", "0.00", 0, "0"])
def test_no_amount_is_zero(value):
    assert money(value) == 0


def test_a_rate_without_tax_counts_for_nothing():
    found = sums(reply([(Decimal(10), False)], False, Decimal(25)))
    assert found.taxes[0] == (Decimal(25), Decimal(0))


def test_sales_and_what_is_none():
    def of(*kinds):
        return {
            "items": {
                "item": [
                    {"type": kind, "relid": 40 + at} for at, kind in enumerate(kinds)
                ]
            }
        }

    assert is_sale(of("Hosting", "LateFee"))
    assert is_sale(of("Invoice", "LateFee")), "a fee is a sale"
    assert not is_sale(of("Invoice", "Invoice"))
    assert not is_sale(of("AddFunds"))
    assert not is_sale({"items": ""})
    assert settled_ids(of("Invoice", "LateFee", "Invoice")) == ["40", "42"]


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"status": "Unpaid", "credit": "0.00", "transactions": ""}, "unpaid"),
        ({"status": "Unpaid", "credit": "5.00", "transactions": ""}, "partly_paid"),
        (
            {
                "status": "Unpaid",
                "transactions": {"transaction": [{"amountin": "5.00"}]},
            },
            "partly_paid",
        ),
        (
            {
                "status": "Unpaid",
                "transactions": {
                    "transaction": [
                        {"amountin": "5.00", "amountout": "0.00"},
                        {"amountin": "0.00", "amountout": "5.00"},
                    ]
                },
            },
            "unpaid",
        ),
        ({"status": "Payment Pending"}, "pending"),
        ({"status": "PAID"}, "paid"),
    ],
)
def test_states(data, state):
    assert state_of(data) == state


def test_an_unknown_state_says_which_are_known():
    with pytest.raises(Unusable, match="collections"):
        state_of({"status": "Overdue"})
