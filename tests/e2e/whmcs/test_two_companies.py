"""Two WHMCS installations for two companies: same ids, nothing mixed, nothing seen."""

from contextlib import suppress
from decimal import Decimal
from xmlrpc.client import Fault

import pytest

from devtools.demo.whmcs import billing_settings

from .. import expected
from ..conftest import running_site
from ..faulty import FAULTS, settle
from ..helpers import Backend, wait_until

CURRENCIES = ("EUR", "DKK", "GBP", "USD")
GROUPS = (
    "sales_team.group_sale_salesman_all_leads",
    "account.group_account_invoice",
    "helpdesk_mgmt.group_helpdesk_user",
    "sync_base.group_sync_user",
)
SEEN = ("sync.binding", "sync.run", "crm.lead", "account.move", "account.payment")


class Firm:
    """A company of the database with its WHMCS, backend and bookkeeper."""

    def __init__(self, site, company, whmcs, login, zone):
        self.site, self.company, self.whmcs = site, company, whmcs
        self.scope = {"context": {"allowed_company_ids": [company]}}
        self.login = login
        self.team = site.rpc.create(
            "helpdesk.ticket.team", name=f"Support of {login}", company_id=company
        )
        self.backend = Backend(
            site,
            whmcs,
            company_id=company,
            push_changes=True,
            own_contacts=True,
            whmcs_tickets=True,
            whmcs_admin_username="admin",
            whmcs_ticket_team_id=self.team,
            whmcs_tz=zone,
            **self._billing(),
        )

    def _billing(self):
        """Return the settings of `billing_settings`, of this company."""
        return billing_settings(_Scoped(self.site.rpc, self.scope))

    def tied(self, kind):
        """Return ``{remote id: record id}``."""
        rows = self.site.rpc.search_read(
            "sync.binding",
            [
                ["backend_id", "=", self.backend.id],
                ["kind", "=", kind],
                ["res_id", ">", 0],
                ["remote_id", "!=", False],
            ],
            "remote_id",
            "res_id",
        )
        return {row["remote_id"]: row["res_id"] for row in rows}


class _Scoped:
    """An `Rpc` that works in one company."""

    def __init__(self, rpc, scope):
        self.rpc, self.scope = rpc, scope

    def call(self, model, method, *args, **kwargs):
        context = self.scope["context"] | kwargs.pop("context", {})
        return self.rpc.call(model, method, *args, context=context, **kwargs)

    def create(self, model, **values):
        return self.call(model, "create", [values])[0]

    def search_read(self, model, domain, *fields):
        return self.call(model, "search_read", domain, fields)


@pytest.fixture(scope="module")
def firms(template, start_shared_whmcs):
    """Both after their first pulls, which went on at the same time among faults."""
    remotes = [
        start_shared_whmcs(seed=seed, clients=12, contacts=6, invoices=25, tickets=8)
        for seed in (1, 2)
    ]
    with running_site(template) as site:
        rpc = site.rpc
        (first,) = rpc.read("res.users", [rpc.uid], "company_id")
        inactive = {"context": {"active_test": False}}
        domain = [["name", "in", CURRENCIES]]
        currencies = rpc.call("res.currency", "search", domain, **inactive)
        rpc.call("res.currency", "write", currencies, {"active": True})
        (crowns,) = rpc.call("res.currency", "search", [["name", "=", "DKK"]])
        second = rpc.create("res.company", name="Second ApS", currency_id=crowns)
        # it returns None, which XML-RPC cannot tell
        with suppress(Fault):
            rpc.call("account.chart.template", "try_loading", [], "generic_coa", second)
        companies = (first["company_id"][0], second)
        for login, company in zip(("ann", "ben"), companies, strict=True):
            site.add_user(
                login, *GROUPS, company_id=company, company_ids=[(6, 0, [company])]
            )
        for whmcs in remotes:
            whmcs.set_faults(*FAULTS)
        made = [
            Firm(site, company, whmcs, login, zone)
            for company, whmcs, login, zone in zip(
                companies,
                remotes,
                ("ann", "ben"),
                ("UTC", "Europe/Copenhagen"),
                strict=True,
            )
        ]
        for firm in made:
            firm.backend.sync_until_done()
            firm.whmcs.set_faults()
            firm.backend.sync_until_done()
        yield made


def test_each_has_what_its_own_whmcs_has(firms):
    for firm in firms:
        wanted = expected.partners(firm.whmcs.state())
        rows = firm.site.sql(
            "SELECT b.kind, b.remote_id, p.name, p.company_id FROM sync_binding b "
            "JOIN res_partner p ON p.id = b.res_id AND b.res_model = 'res.partner' "
            "WHERE b.backend_id = %s",
            firm.backend.id,
        )
        found = {(kind, int(number)): rest for kind, number, *rest in rows}
        assert found == {
            key: [values["name"], firm.company] for key, values in wanted.items()
        }


def test_each_keeps_its_own_books(firms):
    for firm in firms:
        totals = {
            str(each["id"]): Decimal(each["total"]) + Decimal(each["credit"])
            for each in firm.whmcs.records("invoices")
        }
        rows = firm.site.sql(
            "SELECT b.remote_id, m.amount_total::text, m.company_id, j.company_id, "
            "l.company_id FROM sync_binding b JOIN account_move m ON m.id = b.res_id "
            "JOIN account_journal j ON j.id = m.journal_id "
            "LEFT JOIN sync_binding o ON o.kind = 'opportunity' "
            "AND o.remote_id = b.remote_id AND o.backend_id = b.backend_id "
            "LEFT JOIN crm_lead l ON l.id = o.res_id "
            "WHERE b.kind = 'invoice' AND b.res_id > 0 AND b.backend_id = %s",
            firm.backend.id,
        )
        assert len(rows) > 15
        for number, total, *companies in rows:
            assert Decimal(total) == totals[number]
            assert set(companies) == {firm.company}
        rows = firm.site.sql(
            "SELECT DISTINCT m.company_id FROM sync_binding b "
            "JOIN account_payment p ON p.id = b.res_id "
            "JOIN account_move m ON m.id = p.move_id "
            "WHERE b.kind IN ('payment', 'refund') AND b.backend_id = %s",
            firm.backend.id,
        )
        assert rows == [(firm.company,)]


def test_each_answers_its_own_tickets(firms):
    for firm in firms:
        rows = firm.site.sql(
            "SELECT b.remote_id, t.whmcs_number, t.company_id, t.team_id "
            "FROM sync_binding b JOIN helpdesk_ticket t ON t.id = b.res_id "
            "WHERE b.kind = 'ticket' AND b.backend_id = %s",
            firm.backend.id,
        )
        assert {number: rest for number, *rest in rows} == {
            str(each["id"]): [each["tid"], firm.company, firm.team]
            for each in firm.whmcs.records("tickets")
        }


def test_nobody_sees_the_other_company(firms):
    for firm in firms:
        rpc = firm.site.login(firm.login, f"{firm.login}-password")
        for model in SEEN:
            rows = rpc.search_read(model, [], "company_id")
            assert {row["company_id"][0] for row in rows} == {firm.company}, model
        (backend,) = rpc.search_read("sync.backend", [], "id")
        assert backend["id"] == firm.backend.id
        other = next(each for each in firms if each is not firm)
        theirs = list(other.tied("client").values())
        assert not rpc.count("res.partner", ["id", "in", theirs])


def test_what_changes_goes_to_its_own_whmcs(firms):
    for firm in firms:
        firm.whmcs.reset_stats()
        firm.whmcs.set_faults(*FAULTS)
        firm.client = firm.tied("client")["5"]
        values = {"city": f"City of {firm.login}"}
        firm.site.rpc.call("res.partner", "write", [firm.client], values)
        firm.whmcs.edit("client", 6, city=f"There, {firm.login}")
    for firm in firms:
        for _again in range(2):
            firm.backend.sync()
        firm.whmcs.set_faults()
        settle(firm.backend)
        cities = {each["id"]: each["city"] for each in firm.whmcs.state()["clients"]}
        assert cities[5] == f"City of {firm.login}"
        here = firm.site.rpc.read("res.partner", firm.tied("client")["6"], "city")
        assert here["city"] == f"There, {firm.login}"


def test_one_that_is_away_does_not_hold_up_the_other(firms):
    away, well = firms
    away.whmcs.set_faults({"kind": "status", "status": 502})
    well.whmcs.edit("client", 7, city="While the other was away")
    away.backend.press("action_sync_now")
    well.backend.sync()
    here = well.site.rpc.read("res.partner", well.tied("client")["7"], "city")
    assert here["city"] == "While the other was away"
    assert well.backend.read("state")["state"] == "running"
    away.whmcs.set_faults()

    def back():
        away.backend.press("action_sync_now")
        return away.backend.read("last_error")["last_error"] is False

    wait_until(back, "the one that was away", pause=1)
