"""Records with the data that makes connectors stumble: `--odd-records`."""

from tests.simulators.zoho.clock import DAY
from tests.simulators.zoho.seed import settle

RENAMED = {
    # actual value: (display value, reference value)
    "Closed Won": ("Vundet 🎉", "Closed Won"),
    "Closed Lost": ("Tabt", "Closed Lost"),
    "Needs Analysis": ("Behovsanalyse", "Needs Analysis"),
}
AGE = 10 * DAY
MONTHLY = {"Billing": "Monthly", "Billing_Cycle": 12, "No_of_Billing_Cycles": 12}


def add_odd_records(store):
    """Add one record of each kind, and rename stages; ``store.odd_records`` has ids.

    Returns nothing; kinds are keys such as ``deal-without-contact``.
    """
    for option in store.metadata.stage_field.options:
        if option.actual in RENAMED:
            option.display, option.reference = RENAMED[option.actual]
    people = _people(store)
    goods = _products(store)
    _deals(store, people, goods)
    settle(store)


def _add(store, kind, module, values):
    record = store.create(module, values, store.org.admin, AGE)
    store.odd_records[kind] = record.id
    return record


def _provisioned(store):
    return "Billing" in store.modules["Products"].fields


def _people(store):
    account = _add(
        *(store, "account-unicode", "Accounts"),
        {"Account_Name": "Łódź & Søn <b>ApS</b> „Ü“", "Billing_Country": "Polska"},
    )
    first = _add(
        *(store, "contact-usual", "Contacts"),
        {
            "First_Name": "Ida",
            "Last_Name": "Ørsted",
            "Email": "ida@kunde.example",
            "Account_Name": account.id,
            "Mailing_Street": "Havnegade 1",
            "Mailing_City": "Odense",
            "Mailing_Zip": "5000",
            "Mailing_Country": "Denmark",
            **({"Customer_Language": "English"} if _provisioned(store) else {}),
        },
    )
    others = {
        "contact-only-last-name": {"Last_Name": "Åkesson"},
        "contact-empty-texts": {
            **{"First_Name": "", "Last_Name": "Tom", "Email": "", "Phone": ""},
            **{"Mailing_Street": "", "Mailing_Country": ""},
        },
        "contact-unicode": {
            "First_Name": "Żaneta 🦊",
            "Last_Name": 'O\'Brien \\ "Ñ" 山田',
            "Email": "zaneta@kunde.example",
        },
        "contact-same-email": {"Last_Name": "Ørsted", "Email": "IDA@kunde.example"},
        "contact-new-address": {
            "Last_Name": "Madsen",
            "Email": "madsen@kunde.example",
            "Mailing_Flat_House_No_Building_Apartment_Name": "3. tv.",
            "Mailing_Address": "Nygade 7\n3. tv.\n8000 Aarhus",
        },
    }
    rows = [_add(store, kind, "Contacts", each) for kind, each in others.items()]
    return [first, *rows]


def _products(store):
    usual = {"Product_Active": True, "Taxable": True, "Tax": ["Vat - 25.0 %"]}
    kinds = {
        "product-usual": {"Product_Name": "Webhotel Ærø", "Unit_Price": 99.5},
        "product-without-price": {"Product_Name": "Aftalt pris", "Unit_Price": None},
        "product-inactive": {
            **{"Product_Name": "Udgået", "Unit_Price": 10.0},
            **{"Product_Active": False},
        },
        "product-same-name": {"Product_Name": "Webhotel Ærø", "Unit_Price": 199.0},
        "product-without-tax": {
            **{"Product_Name": "Momsfri", "Unit_Price": 50.0},
            **{"Taxable": False, "Tax": []},
        },
        "product-negative": {"Product_Name": "Rabat", "Unit_Price": -25.0},
    }
    if _provisioned(store):
        kinds["product-usual"] |= MONTHLY
        kinds |= _billed_products()
    if store.org.multi_currency:
        other = "USD" if store.org.currency != "USD" else "EUR"
        kinds["product-other-currency"] = {
            **{"Product_Name": "Licence", "Unit_Price": 20.0, "Currency": other},
        }
    return {
        kind: _add(store, kind, "Products", usual | values)
        for kind, values in kinds.items()
    }


def _billed_products():
    """Products of the fields of the billing; the others lack a cycle."""
    custom = {"Billing": "Custom", "Interval_Count": 2, "Interval_Unit": "Weeks"}
    return {
        "product-yearly": {
            **{"Product_Name": "Årligt", "Unit_Price": 1000.0},
            **{"Billing": "Annual", "Billing_Cycle": 12},
        },
        "product-one-off": {
            **{"Product_Name": "Oprettelse", "Unit_Price": 250.0},
            **{"Billing": "One off", "Qty_Ordered": 2},
        },
        "product-custom": {"Product_Name": "Løn", "Unit_Price": 5.0} | custom,
        "product-custom-incomplete": {
            **{"Product_Name": "Løst", "Unit_Price": 5.0, "Billing": "Custom"},
        },
    }


def _deals(store, people, goods):
    first, second = people[0].id, people[3].id
    usual, unpriced = goods["product-usual"].id, goods["product-without-price"].id
    whole = {"Contact_Name": first, "Closing_Date": "2026-12-01", "Amount": 99.5}
    kinds = {
        "deal-usual": (whole, [usual]),
        "deal-without-contact": ({"Closing_Date": "2026-12-01"}, [usual]),
        "deal-several-contacts": ({"Closing_Date": "2026-12-01"}, [usual]),
        "deal-one-contact-role": ({"Closing_Date": "2026-12-01"}, [usual]),
        "deal-without-products": (whole, []),
        "deal-product-without-price": (whole, [usual, unpriced]),
        "deal-inactive-product": (whole, [goods["product-inactive"].id]),
        "deal-without-closing-date": (whole | {"Closing_Date": None}, [usual]),
        # written through the API, before there were pipelines (recorded)
        "deal-unknown-stage": (whole | {"Stage": "Negotiation"}, [usual]),
        "deal-unicode": (whole | {"Deal_Name": "Łódź → Ærø 💶 <script>"}, [usual]),
        "deal-contact-without-email": (
            whole | {"Contact_Name": people[1].id},
            [usual],
        ),
        "deal-lost-without-reason": (whole | {"Stage": "Closed Lost"}, [usual]),
        "deal-lost-to-competition": (
            whole | {"Stage": "Closed Lost to Competition"},
            [usual],
        ),
        "deal-empty-texts": (whole | {"Description": "", "Next_Step": ""}, [usual]),
    }
    if len(store.metadata.pipelines) > 1:
        other = {"Pipeline": store.metadata.pipelines[1].name, "Stage": "Renewed"}
        kinds["deal-other-pipeline"] = (whole | other, [usual])
    if store.org.multi_currency:
        mixed = [usual, goods["product-other-currency"].id]
        kinds["deal-mixed-currencies"] = (whole, mixed)
    if _provisioned(store):
        yearly = goods["product-yearly"].id
        kinds["deal-mixed-cycles"] = (whole, [usual, yearly])
        kinds["deal-with-one-off"] = (whole, [usual, goods["product-one-off"].id])
        kinds["deal-custom-cycle"] = (whole, [goods["product-custom"].id])
    pipelines = store.metadata.pipelines
    start = {"Stage": "Qualification"}
    if pipelines:
        start["Pipeline"] = pipelines[0].name
    for kind, (values, products) in kinds.items():
        name = {"Deal_Name": kind.replace("-", " ").capitalize()}
        deal = _add(store, kind, "Deals", {**name, **start, **values})
        for product in products:
            store.products_of[deal.id][product] = deal.created_time
    several = store.odd_records["deal-several-contacts"]
    store.roles_of[several] = {first: None, second: store.role_id("Influencer")}
    store.roles_of[store.odd_records["deal-one-contact-role"]] = {first: None}
