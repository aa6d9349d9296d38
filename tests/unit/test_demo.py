"""The demo's people and tables: every role, every status, and nobody unknown."""

from lxml import etree

from odoo.addons.crm_integria.lib.lead_status import EVERY

from devtools import paths
from devtools.demo.check import OF_PEOPLE
from devtools.demo.contracts import PAPERS, TYPES
from devtools.demo.customers import KNOWN, OFFICE
from devtools.demo.people import ADMIN, PEOPLE
from devtools.demo.tables import table

LOGINS = {person.login for person in (ADMIN, *PEOPLE)}


def test_somebody_has_each_role_of_the_addons():
    roles = {
        f"{addon}.{record.get('id')}"
        for addon in paths.own_addons()
        for file in (paths.ADDONS / addon / "security").glob("*.xml")
        for record in etree.parse(file).iterfind(".//record[@model='res.groups']")
    }
    assert roles
    assert roles - {group for person in PEOPLE for group in person.groups} == set()


def test_the_check_logs_in_as_everybody():
    assert OF_PEOPLE.keys() == LOGINS - {ADMIN.login}


def test_leads_are_in_each_status():
    assert {row["status"] for row in table("leads")} == set(EVERY)


def test_tables_name_only_who_is_there():
    companies = {row["name"] for row in table("companies")}
    known = {values["name"] for values in KNOWN.values() if "name" in values}
    assert OFFICE in companies
    for name in ("companies", "contracts", "leads"):
        assert {row["owner"] for row in table(name)} <= LOGINS
    for name in ("contacts", "contracts"):
        assert {row["company"] for row in table(name)} <= companies | known


def test_contracts_end_soon_later_and_before_today():
    ends = {row["name"]: int(row["ends"]) for row in table("contracts")}
    notice = {name: days for name, days, _fields in TYPES}
    announced = [
        row["name"]
        for row in table("contracts")
        if 0 <= ends[row["name"]] <= notice.get(row["type"], 0)
    ]
    assert announced
    assert min(ends.values()) < 0 < max(ends.values())
    assert {name for name, _template in PAPERS} & ends.keys()
