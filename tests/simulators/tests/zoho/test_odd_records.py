"""Records that make connectors stumble."""

import pytest


@pytest.fixture
def odd(zoho):
    """Return a record of a kind as the API shows it."""
    ids = zoho.sim.control("state", {"what": ["odd_records"]})["odd_records"]

    def record(kind):
        module = f"{kind.partition('-')[0].title()}s"
        return zoho.get(module, ids[kind])

    record.ids = ids
    return record


def test_every_kind_is_there(zoho, odd):
    for kind in odd.ids:
        assert odd(kind)["id"] == odd.ids[kind]
    assert len(odd.ids) >= 25
    # people, not the owner of the token, made them
    assert odd("deal-usual")["Owner"]["name"] == "Astrid Møller"


def products(zoho, odd, kind):
    path = f"Deals/{odd.ids[kind]}/Products"
    return zoho.rows(path, "Unit_Price,Product_Active")


def roles(zoho, odd, kind):
    return zoho.rows(f"Deals/{odd.ids[kind]}/Contact_Roles", "Email")


def test_deals_and_their_contacts(zoho, odd):
    usual = odd("deal-usual")
    assert usual["Contact_Name"]["id"] == odd.ids["contact-usual"]
    assert odd("deal-without-contact")["Contact_Name"] is None
    assert roles(zoho, odd, "deal-without-contact") == []
    assert odd("deal-several-contacts")["Contact_Name"] is None
    found = [row["Contact_Role"] for row in roles(zoho, odd, "deal-several-contacts")]
    assert found[0] is None and found[1]["name"] == "Influencer"
    assert len(roles(zoho, odd, "deal-one-contact-role")) == 1
    contact = odd("deal-contact-without-email")["Contact_Name"]["id"]
    assert zoho.get("Contacts", contact)["Email"] is None


def test_deals_and_their_products(zoho, odd):
    assert products(zoho, odd, "deal-without-products") == []
    prices = [
        x["Unit_Price"] for x in products(zoho, odd, "deal-product-without-price")
    ]
    assert prices == [99.5, None]
    (row,) = products(zoho, odd, "deal-inactive-product")
    assert row["Product_Active"] is False


def test_deals_and_their_stages(odd):
    assert odd("deal-unknown-stage")["Stage"] == "Negotiation"
    assert odd("deal-lost-without-reason")["Reason_For_Loss__s"] is None
    assert odd("deal-lost-to-competition")["Stage"] == "Closed Lost to Competition"
    other = odd("deal-other-pipeline")
    assert (other["Pipeline"], other["Stage"]) == ("Renewals", "Renewed")


def test_odd_values(odd):
    assert odd("deal-without-closing-date")["Closing_Date"] is None
    assert odd("deal-empty-texts")["Description"] == ""
    assert odd("contact-empty-texts")["Email"] == ""
    assert "🦊" in odd("contact-unicode")["Full_Name"]
    assert "<script>" in odd("deal-unicode")["Deal_Name"]
    assert odd("product-negative")["Unit_Price"] == -25
    twins = {
        odd(kind)["Product_Name"] for kind in ("product-usual", "product-same-name")
    }
    assert len(twins) == 1
    emails = {odd(kind)["Email"] for kind in ("contact-usual", "contact-same-email")}
    assert len({each.lower() for each in emails}) == 1 and len(emails) == 2
    assert odd("contact-new-address")["Mailing_Street"] is None
