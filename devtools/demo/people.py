"""The people of Nordlys Hosting: one for every role, and what each of them can do."""

from typing import NamedTuple

from ..rpc import Rpc
from .company import DOMAIN
from .tables import refs

# who owns our own company in the CRM
OWNER = "karen"
SALES = "sales_team.group_sale_salesman"
HOURS = "hr_timesheet.group_hr_timesheet_user"
INVOICING = "account.group_account_invoice"


class Person(NamedTuple):
    """Somebody who logs in with the log-in as password.

    :param xml_id: of a user of the demo data of `crm_integria`
    """

    login: str
    name: str
    title: str
    can: str
    groups: tuple
    xml_id: str | None = None


PEOPLE = (
    Person(
        "user1",
        "Jonas Kjær",
        "Key accounts",
        "CRM Write: changes own customers, reads those of colleagues",
        ("crm_integria.group_crm_write", SALES, INVOICING),
        "crm_integria.user_1",
    ),
    Person(
        "manager1",
        "Mette Sørensen",
        "Head of sales",
        "CRM Manage: changes all customers, sets up contract types and forms",
        ("crm_integria.group_crm_manage", "sales_team.group_sale_manager", INVOICING),
        "crm_integria.manager_1",
    ),
    Person(
        "sofie",
        "Sofie Dam",
        "Trainee in sales",
        "CRM View: reads customers, contracts and leads, changes nothing",
        ("crm_integria.group_crm_view",),
    ),
    Person(
        "karen",
        "Karen Bech",
        "Managing director",
        "CRM super-administrator: every company, also those without a parent",
        ("crm_integria.group_crm_administrator", INVOICING, SALES),
    ),
    Person(
        "lene",
        "Lene Krogh",
        "Contracts",
        "CRM Manage and Invoicing: contracts, their papers and their invoices",
        ("crm_integria.group_crm_manage", INVOICING),
    ),
    Person(
        "birgit",
        "Birgit Toft",
        "Bookkeeping",
        "Back office and Accounting: all customers, invoices, payments, taxes",
        ("crm_integria.group_crm_back_office", "account.group_account_manager"),
    ),
    Person(
        "freja",
        "Freja Winther",
        "Sales, new customers",
        "salesperson without a CRM role: the pipeline, also deals of Zoho CRM",
        ("sales_team.group_sale_salesman_all_leads",),
    ),
    Person(
        "henrik",
        "Henrik Lund",
        "Support",
        "helpdesk and time sheets: answers tickets of WHMCS, notes hours",
        ("helpdesk_mgmt.group_helpdesk_user", HOURS),
    ),
    Person(
        "ida",
        "Ida Friis",
        "IT operations",
        "synchronisation manager: backends, field maps, dry runs, undo",
        ("sync_base.group_sync_manager", "base.group_partner_manager"),
    ),
    Person(
        "oskar",
        "Oskar Juhl",
        "Customer data",
        "synchronisation user: issues, conflicts, compare and decide",
        ("sync_base.group_sync_user", "base.group_partner_manager"),
    ),
    Person(
        "user2",
        "Pablo Gil",
        "Works at a customer",
        "no role: finds nothing of the CRM or the synchronisation",
        (),
        "crm_integria.user_2",
    ),
)
ADMIN = Person(
    "admin", "Astrid Lund", "Owner", "administrator: everything, also the settings", ()
)


class Team:
    """Who works at the company: their ids, and calls as one of them."""

    def __init__(self, rpc, url, database):
        self._rpc, self._site, self._calls = rpc, (url, database), {}
        logins = [person.login for person in (ADMIN, *PEOPLE)]
        rows = rpc.search_read(
            "res.users", [["login", "in", logins]], "login", "partner_id"
        )
        self.users = {row["login"]: row["id"] for row in rows}
        self.partners = {row["login"]: row["partner_id"][0] for row in rows}

    def rpc(self, login):
        """Return an `Rpc` as somebody."""
        if login not in self._calls:
            self._calls[login] = Rpc(*self._site, login, login)
        return self._calls[login]


def hire(rpc, partner):
    """Make the people, below the company's contact.

    The company takes the place of *My company* in the demo data of `crm_integria`.

    :param partner: id of the company's contact
    """
    rpc.call("res.partner", "write", [partner], {"is_crm_company": True})
    employee = "base.group_user"
    known = [person.xml_id for person in PEOPLE if person.xml_id]
    wanted = {group for person in PEOPLE for group in person.groups}
    ids = refs(rpc, [employee, *wanted, *known])
    new = [
        {
            **_values(person, partner),
            "login": person.login,
            "password": person.login,
            "group_ids": [(6, 0, [ids[each] for each in (employee, *person.groups)])],
        }
        for person in PEOPLE
        if not person.xml_id
    ]
    # nobody needs an invitation
    rpc.call("res.users", "create", new, context={"no_reset_password": True})
    for person in PEOPLE:
        if person.xml_id:
            more = [(4, ids[each]) for each in person.groups]
            values = _values(person, partner) | {"group_ids": more}
            rpc.call("res.users", "write", [ids[person.xml_id]], values)
    rpc.call("res.users", "write", [rpc.uid], _values(ADMIN, partner))
    _employ(rpc)
    [owner] = rpc.call("res.users", "search", [["login", "=", OWNER]])
    rpc.call("res.partner", "write", [partner], {"user_id": owner})


def _employ(rpc):
    """Make those who note hours employees."""
    logins = [person.login for person in PEOPLE if HOURS in person.groups]
    rows = rpc.search_read("res.users", [["login", "in", logins]], "name")
    values = [{"name": row["name"], "user_id": row["id"]} for row in rows]
    rpc.call("hr.employee", "create", values)


def _values(person, partner):
    return {
        "name": person.name,
        "email": f"{person.login}@{DOMAIN}",
        "function": person.title,
        "parent_id": partner,
        "tz": "Europe/Copenhagen",
        # drawn anew from the name
        "image_1920": False,
        # its window would cover half of a phone
        "odoobot_state": "disabled",
    }
