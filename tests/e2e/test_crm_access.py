"""Who may see and change what in the CRM, as programs find it over XML-RPC.

The same table as `crm_integria/tests/test_access.py`, with real requests of real users:
nothing is taken back between them, so what is deleted was made for it.
"""

from xmlrpc.client import Fault

import pytest

from odoo.addons.crm_integria.tests.access_table import (
    ADMINISTRATOR,
    CHANGE,
    DELETES,
    LEVELS,
    LINKS,
    MODELS,
    NEW,
    NOTHING,
    TABLE,
    WORKS,
)

# odoo.addons.rpc.controllers.xmlrpc.RPC_FAULT_CODE_ACCESS_ERROR
ACCESS_ERROR = 4
# what makes the relation cannot be made a second time for a company to be deleted
ONLY_ONE = {"own_company", "child", "peer_of_deleted"}


class People:
    """Companies, and users of one level in all relations to them."""

    def __init__(self, site, level):
        self.site, self.rpc, self.level = site, site.rpc, level
        self.groups = [site.ref(group) for group in LEVELS[level]]
        self.mine = self.company("My company")
        self.other = self.company("Another of ours")

    def company(self, name, parent=False, owner=False):
        return self.rpc.create(
            "res.partner",
            name=name,
            is_company=True,
            is_crm_company=True,
            parent_id=parent,
            user_id=owner,
        )

    def user(self, name, company=False, level=True, *more):
        """Return ``(user id, log-in)`` of a new user below a company."""
        login = f"{name}-{self.level}"
        groups = [self.site.ref("base.group_user"), *more]
        user = self.rpc.create(
            "res.users",
            name=name,
            login=login,
            password=f"{login}-password",
            group_ids=[(6, 0, groups + (self.groups if level else []))],
        )
        partner = self.rpc.read("res.users", user, "partner_id")["partner_id"][0]
        self.rpc.call("res.partner", "write", [partner], {"parent_id": company})
        return user, login

    def relations(self):
        """Return ``{relation: (company, log-in, its owner and parent)}``."""
        owner, _login = self.user("the-owner", self.mine, False)
        outside, _login = self.user("outside", self.other, False)
        lonely, _login = self.user("lonely", False, False)
        disabled, _login = self.user("disabled", self.other, False)
        deleted, _login = self.user("deleted", self.other, False)
        mine, mine_login = self.user("owner", self.mine)
        loner, loner_login = self.user("loner")
        peer, peer_login = self.user("peer", self.other)
        customer = self.company("Customer", self.mine, owner)
        child = self.company("Child", customer)
        administrator = self.site.ref(ADMINISTRATOR)
        _user, administrator = self.user("administrator", False, True, administrator)
        found = {
            "administrator": (self.mine, owner, administrator),
            "owner": (self.mine, mine, mine_login),
            "owner_without_parent": (False, mine, mine_login),
            "owner_without_company": (self.mine, loner, loner_login),
            "peer": (self.mine, outside, peer_login),
            "peer_without_parent": (False, owner, self.user("fellow", self.mine)[1]),
            "ancestor": (self.mine, outside, self.user("ancestor", self.mine)[1]),
            "own_company": (self.mine, owner, self.user("own", customer)[1]),
            "child": (self.mine, owner, self.user("child", child)[1]),
            "no_company": (self.mine, lonely, self.user("nobody")[1]),
            "stranger": (self.mine, owner, self.user("stranger", self.other)[1]),
            "peer_of_disabled": (self.mine, disabled, peer_login),
            "peer_of_deleted": (self.mine, deleted, peer_login),
        }
        made = {}
        for relation, (parent, owner, login) in found.items():
            company = customer
            if relation not in ("own_company", "child"):
                company = self.company(relation, parent, owner)
            made[relation] = Relation(self.site, relation, company, owner, login)
        self.rpc.call("res.users", "write", [disabled], {"active": False})
        self.rpc.call("res.users", "unlink", [deleted])
        return made


class Relation:
    """A company, and a user in some relation to it."""

    def __init__(self, site, name, company, owner, login):
        self.name, self.company, self.owner = name, company, owner
        self.admin = site.rpc
        self.user = site.login(login, f"{login}-password")
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


@pytest.mark.parametrize("level", LEVELS)
def test_table(shared_site, level):
    column = list(LEVELS).index(level)
    wrong = []
    for name, relation in People(shared_site, level).relations().items():
        wanted = TABLE[name].split()[column]
        works = wanted in (WORKS, DELETES)
        rights = (wanted != NOTHING, works, works, wanted == DELETES)
        for kind in MODELS:
            for right, want, found in zip(
                ("read", "write", "create", "delete"),
                rights,
                relation.rights(kind),
                strict=True,
            ):
                if found is not None and found != want:
                    wrong.append((name, kind, right, found))
    assert not wrong
