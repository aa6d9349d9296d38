"""Who may see and change what in the CRM, as programs find it over XML-RPC.

The same table as `crm_integria/tests/test_access.py`, with real requests of real users:
nothing is taken back between them, so what is deleted was made for it.
"""

from xmlrpc.client import Fault

import pytest

from odoo.addons.crm_integria.tests.access_table import (
    ADMINISTRATOR,
    CHANGE,
    COMPANIES,
    DELETES,
    HOMES,
    LEVELS,
    LINKS,
    MODELS,
    NEW,
    NOTHING,
    OF_CUSTOMER,
    OWNERS,
    RELATIONS,
    TABLE,
    WORKS,
    deletes,
)

# odoo.addons.rpc.controllers.xmlrpc.RPC_FAULT_CODE_ACCESS_ERROR
ACCESS_ERROR = 4
# what makes the relation cannot be made a second time for a company to be deleted
ONLY_ONE = {*OF_CUSTOMER, "peer_of_deleted"}


class People:
    """Users in all relations to companies; what they may do is set for each level."""

    def __init__(self, site):
        self.site, self.rpc = site, site.rpc
        self.companies = {None: False}
        for name, above in COMPANIES.items():
            self.companies[name] = self.company(name, self.companies[above])
        homes = HOMES | OWNERS
        partners = self.rpc.call(
            "res.partner",
            "create",
            [
                {"name": login, "parent_id": self.companies[home]}
                for login, home in homes.items()
            ],
        )
        passwords = {login: {"password": f"{login}-password"} for login in HOMES}
        # all at once: each makes Odoo forget whose passwords it has checked
        made = self.rpc.call(
            "res.users",
            "create",
            [
                {
                    "login": login,
                    "partner_id": partner,
                    **passwords.get(login, {}),
                }
                for login, partner in zip(homes, partners, strict=True)
            ],
        )
        self.users = dict(zip(homes, made, strict=True))
        self.rpc.call(
            "res.partner",
            "write",
            [self.companies["customer"]],
            {"user_id": self.users["the-owner"]},
        )
        self.logins = {login: site.login(login, f"{login}-password") for login in HOMES}

    def company(self, name, parent=False, owner=False):
        return self.rpc.create(
            "res.partner",
            name=name,
            is_company=True,
            is_crm_company=True,
            parent_id=parent,
            user_id=owner,
        )

    def set_level(self, level):
        ref = self.site.ref
        groups = [ref("base.group_user"), *map(ref, LEVELS[level])]
        users = [self.users[login] for login in HOMES]
        self.rpc.call("res.users", "write", users, {"group_ids": [(6, 0, groups)]})
        self.rpc.call(
            "res.users",
            "write",
            [self.users["administrator"]],
            {"group_ids": [(4, ref(ADMINISTRATOR))]},
        )

    def relations(self):
        """Return ``{relation: `Relation`}`` to new companies."""
        made = {}
        for name, (above, owner, login) in RELATIONS.items():
            owner = self.users[owner]
            if name in OF_CUSTOMER:
                company = self.companies["customer"]
            elif name == "peer_of_deleted":
                company = self.of_deleted()
            else:
                company = self.company(name, self.companies[above], owner)
            made[name] = Relation(self.site, name, company, owner, self.logins[login])
        return made

    def of_deleted(self):
        """Return a company whose owner was deleted, the same for all levels."""
        if "deleted" not in self.companies:
            mine, users = self.companies["mine"], self.users
            company = self.company("Of deleted", mine, users["deleted"])
            self.companies["deleted"] = company
            self.rpc.call("res.users", "unlink", [users["deleted"]])
            self.rpc.call("res.users", "write", [users["disabled"]], {"active": False})
        return self.companies["deleted"]


class Relation:
    """A company, and a user in some relation to it."""

    def __init__(self, site, name, company, owner, user):
        self.name, self.company, self.owner = name, company, owner
        self.admin, self.user = site.rpc, user
        self.records = {
            kind: company if kind == "company" else self.make(kind) for kind in MODELS
        }

    def vals(self, kind):
        vals = {**NEW[kind], LINKS[kind]: self.company}
        if kind == "company" and self.name != "peer_of_deleted":
            # one's own is allowed anywhere
            vals["user_id"] = self.owner
        return vals

    def make(self, kind):
        return self.admin.create(MODELS[kind], **self.vals(kind))

    def twin(self, kind):
        """Return a record that the user may delete where they may delete the first."""
        if kind != "company":
            return self.make(kind)
        row = self.admin.read("res.partner", self.company, "parent_id", "user_id")
        vals = {name: value and value[0] for name, value in row.items() if name != "id"}
        return self.admin.create("res.partner", **NEW[kind], **vals)

    def rights(self, kind):
        """Return what the user may do: read, write, create, delete (None: not tried).

        Reading by its id and finding it are to agree.
        """
        model, record = MODELS[kind], self.records[kind]
        call = self.user.call
        read = allowed(lambda: call(model, "read", [record], ["display_name"]))
        domain = [["id", "=", record]]
        found = allowed(lambda: call(model, "search_count", domain) or refuse())
        assert read == found, f"{kind}: read {read}, found {found}"
        write = allowed(lambda: call(model, "write", [record], CHANGE[kind]))
        return read, write, self.may_create(kind), self.may_delete(kind)

    def may_create(self, kind):
        # Others may see a child: it has a parent, and a new one may lack an owner.
        if kind == "company" and self.name in (
            "owner_without_parent",
            "peer_without_parent",
            "peer_of_deleted",
        ):
            return None
        return allowed(lambda: self.user.create(MODELS[kind], **self.vals(kind)))

    def may_delete(self, kind):
        if kind == "company" and self.name in ONLY_ONE:
            call = self.user.call
            return allowed(
                lambda: (
                    call("res.partner", "has_access", [self.company], "unlink")
                    or refuse()
                )
            )
        twin = self.twin(kind)
        return allowed(lambda: self.user.call(MODELS[kind], "unlink", [twin]))


def refuse():
    raise Fault(ACCESS_ERROR, "not found")


def allowed(action):
    try:
        action()
    except Fault as fault:
        if fault.faultCode != ACCESS_ERROR:
            raise
        return False
    return True


@pytest.fixture(scope="module")
def people(shared_site):
    return People(shared_site)


@pytest.mark.parametrize("level", LEVELS)
def test_table(people, level):
    column = list(LEVELS).index(level)
    people.set_level(level)
    wrong = []
    for name, relation in people.relations().items():
        wanted = TABLE[name].split()[column]
        works = wanted in (WORKS, DELETES)
        for kind in MODELS:
            delete = deletes(kind, name, wanted)
            rights = (wanted != NOTHING, works, works, delete)
            for right, want, found in zip(
                ("read", "write", "create", "delete"),
                rights,
                relation.rights(kind),
                strict=True,
            ):
                if found is not None and found != want:
                    wrong.append((name, kind, right, found))
    assert not wrong
