"""What companies of several countries and currencies do with our addons, each alone.

The tests of `Life` are run beside other addons, and without them: a file of tests
inherits it and gives the fixture ``firms``.
"""

from datetime import date

import pytest

from devtools import paths

from .firm import CURRENCIES
from .remotes import connect_economic, connect_whmcs, connect_zoho

# of the currencies of WHMCS's simulator
CODES = {1: "EUR", 2: "DKK", 3: "GBP", 4: "USD"}
PATTERN = "{}/[1000]"
# of a firm's pull, at least
INVOICES, CUSTOMERS = 8, 4
ZOHO_CURRENCY, PRICE = "USD", 100
# in each of these, a firm has records after its pulls
FILLED = (
    *("account.move", "account.payment", "contract.contract", "crm.lead"),
    *("economic.item", "sync.backend", "sync.binding", "sync.run"),
    *("zoho.deal.episode", "zoho.deal.line"),
)


class Life:
    """Nothing here knows which other addons there are."""

    def test_each_has_its_currency(self, firms):
        assert len(firms) == len(CURRENCIES)
        for firm in firms:
            company = firm.user.read("res.company", firm.id, "currency_id")
            assert company["currency_id"][1] == firm.currency

    def test_a_lead_becomes_an_opportunity(self, firms):
        for firm in firms:
            lead = firm.user.create(
                "crm.lead",
                name=f"Lead of {firm.country}",
                type="lead",
                partner_id=firm.customer,
                crm_company_id=firm.customer,
            )
            context = {"active_model": "crm.lead"}
            context |= {"active_id": lead, "active_ids": [lead]}
            wizard = "crm.lead2opportunity.partner"
            made = firm.user.call(
                wizard, "create", [{"name": "convert"}], context=context
            )
            firm.user.call(wizard, "action_apply", made, context=context)
            found = firm.user.read("crm.lead", lead, "type", "company_id")
            assert (found["type"], found["company_id"][0]) == ("opportunity", firm.id)

    def test_an_invoice_with_number_discount_withholding_and_payment(self, firms):
        for firm in firms:
            values = {"crm_numbers_by_pattern": True}
            values["crm_number_pattern"] = PATTERN.format(firm.country)
            firm.call("res.company", "write", [firm.id], values)
            withheld = firm.create(
                "account.tax", name="Withheld 15", amount=-15, type_tax_use="sale"
            )
            line = {"product_id": firm.product(), "price_unit": 1000}
            invoice = firm.user.create(
                "account.move",
                move_type="out_invoice",
                partner_id=firm.customer,
                invoice_line_ids=[(0, 0, line)],
                crm_discount=10,
                crm_withholding_tax_id=withheld,
            )
            firm.user.call("account.move", "action_post", [invoice])
            found = invoice_of(firm, invoice)
            assert found["name"] == f"{firm.country}/1000"
            assert found["company_id"][0] == firm.id
            assert found["currency_id"][1] == firm.currency
            assert found["amount_untaxed"] == 900
            assert firm.sales_tax() > 0
            total = 900 * (1 + (firm.sales_tax() - 15) / 100)
            assert found["amount_total"] == pytest.approx(total, abs=0.005)
            assert found["crm_status"] == "pending"
            firm.pay(invoice)
            assert invoice_of(firm, invoice)["crm_status"] == "paid"

    def test_a_contract_makes_an_invoice(self, firms):
        for firm in firms:
            line = {"name": "Care", "product_id": firm.product(), "price_unit": 50}
            line |= {
                "quantity": 2,
                "specific_price": 50,
                "recurring_next_date": today(),
            }
            contract = firm.user.create(
                "contract.contract",
                name=f"Care of {firm.country}",
                partner_id=firm.customer,
                date_start=today(),
                recurring_next_date=today(),
                contract_line_ids=[(0, 0, line)],
            )
            firm.user.call("contract.contract", "recurring_create_invoice", [contract])
            [invoice] = firm.user.search_read(
                "account.move",
                [["invoice_line_ids.contract_line_id.contract_id", "=", contract]],
                "id",
            )
            found = invoice_of(firm, invoice["id"])
            assert found["currency_id"][1] == firm.currency
            assert found["company_id"][0] == firm.id
            assert found["amount_untaxed"] == 100
            firm.user.call("account.move", "action_post", [invoice["id"]])
            assert invoice_of(firm, invoice["id"])["name"] == f"{firm.country}/1001"

    def test_money_of_whmcs(self, firms, start_simulator):
        for number, firm in enumerate(firms):
            options = {"seed": number, "clients": 8, "contacts": 2, "invoices": 20}
            whmcs = start_simulator("whmcs", **options)
            backend = connect_whmcs(firm, whmcs)
            theirs = {
                each["id"]: CODES[each["currency"]] for each in whmcs.state()["clients"]
            }
            of_invoice = {
                str(each["id"]): theirs[each["userid"]]
                for each in whmcs.records("invoices")
            }
            found = booked(firm, backend)
            assert len(found) >= INVOICES
            assert {row["currency"] for row in found} != {firm.currency}
            for row in found:
                currency = of_invoice[row["number"]]
                assert row["currency"] == currency, row
                assert row["company"] == firm.id
                wanted = firm.converted(row["total"], currency)
                # each line is rounded by itself
                assert row["signed"] == pytest.approx(wanted, abs=0.1), row
                wanted = firm.converted(row["paid"], currency)
                assert row["paid_signed"] == pytest.approx(wanted, abs=0.02), row
                wanted = firm.converted(row["whmcs_total"], currency)
                assert row["revenue"] == pytest.approx(wanted, abs=0.01), row

    def test_balances_of_economic(self, firms, start_simulator):
        for number, firm in enumerate(firms):
            remote = start_simulator(
                "economic", seed=number, customers=CUSTOMERS, contacts=2
            )
            backend = connect_economic(firm, remote)
            stored = {
                str(each["customerNumber"]): each
                for each in remote.state()["customers"]
            }
            found = backend.partners("customer")
            assert found.keys() == stored.keys()
            rows = firm.user.read(
                "res.partner",
                list(found.values()),
                *("company_id", "economic_currency_id", "economic_number"),
            )
            for row in rows:
                there = stored[str(row["economic_number"])]
                assert row["economic_currency_id"][1] == there["currency"]
                assert row["company_id"][0] == firm.id

    def test_deals_of_zoho(self, firms, start_simulator):
        for number, firm in enumerate(firms):
            zoho = start_simulator(
                "zoho",
                **{"seed": number, "currency": ZOHO_CURRENCY, "contacts": 0},
                **{"products": 0, "deals": 0, "provisioned": True},
                no_oauth_limits=True,
            )
            backend, deal, open_deal = connect_zoho(firm, zoho, PRICE)
            lead = backend.lead_is(open_deal, zoho_category="open")
            [found] = firm.user.read(
                "crm.lead", [lead["id"]], "expected_revenue", "company_id"
            )
            assert found["company_id"][0] == firm.id
            assert found["expected_revenue"] == firm.converted(PRICE, ZOHO_CURRENCY)
            [row] = zoho.records("Deals", ids=[open_deal])
            assert row["Amount"] == PRICE
            lead = backend.lead_is(deal, zoho_status="link_sent")
            [found] = firm.user.read("crm.lead", [lead["id"]], "expected_revenue")
            assert found["expected_revenue"] == firm.converted(PRICE, ZOHO_CURRENCY)
            [episode] = firm.user.search_read(
                "zoho.deal.episode", [["lead_id", "=", lead["id"]]], "invoice_id"
            )
            invoice = invoice_of(firm, episode["invoice_id"][0])
            assert invoice["currency_id"][1] == ZOHO_CURRENCY
            assert invoice["company_id"][0] == firm.id
            assert invoice["amount_untaxed"] == PRICE
            wanted = firm.converted(invoice["amount_total"], ZOHO_CURRENCY)
            assert invoice["amount_total_signed"] == pytest.approx(wanted, abs=0.02)
            assert invoice["name"].startswith(f"{firm.country}/1")

    def test_nobody_sees_another_company(self, firms):
        """In whatever model: those of our addons, and those that they write to."""
        checked = {}
        for model, path in guarded_models(firms[0].site):
            for firm in firms:
                # some are nobody's to read
                if not firm.user.call(model, "has_access", [], "read"):
                    continue
                own = set(firm.site.rpc.call(model, "search", [[path, "=", firm.id]]))
                others = [each.id for each in firms if each is not firm]
                theirs = firm.site.rpc.call(model, "search", [[path, "in", others]])
                seen = set(firm.user.call(model, "search", []))
                assert not seen & set(theirs), (model, firm.country)
                checked.setdefault(model, set()).update(own & seen)
        assert not [model for model in FILLED if not checked.get(model)]


def today():
    return str(date.today())


def invoice_of(firm, number):
    """Return what a user of the firm sees of an invoice."""
    return firm.user.read(
        "account.move",
        number,
        *("name", "company_id", "currency_id", "crm_status"),
        *("amount_untaxed", "amount_total", "amount_total_signed"),
    )


def booked(firm, backend):
    """Return what came of each invoice of WHMCS that is in the books, as dicts."""
    rows = firm.site.sql(
        """
        SELECT b.remote_id, c.name, m.company_id, m.amount_total::float,
            m.amount_total_signed::float,
            coalesce(p.amount, 0)::float,
            coalesce(p.amount_company_currency_signed, 0)::float,
            l.whmcs_total::float, l.expected_revenue::float
        FROM sync_binding b
        JOIN account_move m ON m.id = b.res_id AND b.kind = 'invoice'
        JOIN res_currency c ON c.id = m.currency_id
        JOIN crm_lead l ON l.whmcs_invoice_id = m.id
        LEFT JOIN account_payment p
            ON p.whmcs_invoice_id = m.id AND p.payment_type = 'inbound'
        WHERE b.backend_id = %s AND m.state = 'posted'
        """,
        backend.id,
    )
    names = ("number", "currency", "company", "total", "signed", "paid", "paid_signed")
    names += ("whmcs_total", "revenue")
    return [dict(zip(names, row, strict=True)) for row in rows]


def guarded_models(site):
    """Return ``[(model, path to its company)]`` of stored models that have one."""
    rows = site.sql(
        """
        SELECT m.model, f.name FROM ir_model m
        JOIN ir_model_fields f ON f.model_id = m.id AND f.store
            AND f.name IN ('company_id', 'backend_id')
        JOIN pg_class t ON t.relname = replace(m.model, '.', '_') AND t.relkind = 'r'
        JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id
        WHERE NOT m.transient
        GROUP BY m.model, f.name
        HAVING bool_and(d.module = ANY(%s)) OR m.model = ANY(%s)
        """,
        paths.own_addons(),
        [*FILLED, "res.partner", "account.move.line"],
    )
    found = {"zoho.deal.line": "lead_id.company_id"}
    for model, name in sorted(rows):
        path = "company_id" if name == "company_id" else "backend_id.company_id"
        found[model] = path if name == "company_id" else found.get(model, path)
    return sorted(found.items())
