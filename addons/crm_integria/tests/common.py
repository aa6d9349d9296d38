"""People of all relations to a company, and a record of each kind that follows it."""

from odoo.tests import TransactionCase, new_test_user

from .access_table import (
    ADMINISTRATOR,
    COMPANIES,
    HOMES,
    LEVELS,
    OF_CUSTOMER,
    OWNERS,
    RELATIONS,
)


class CrmCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].with_context(tracking_disable=True)
        cls.mine = cls.make_company("My company")
        cls.other = cls.make_company("Another of ours")

    @classmethod
    def make_company(cls, name, parent=None, owner=None):
        return cls.partners.create(
            {
                "name": name,
                "is_company": True,
                "is_crm_company": True,
                "parent_id": parent and parent.id,
                "user_id": owner and owner.id,
            }
        )

    @classmethod
    def make_user(cls, login, company=None, groups=()):
        user = new_test_user(cls.env, login, ",".join(("base.group_user", *groups)))
        user.partner_id.parent_id = company
        return user

    @classmethod
    def relations(cls, level):
        """Return ``{relation: (company, user)}`` for users of one level."""
        companies = {None: None, "mine": cls.mine, "other": cls.other}
        for name, above in COMPANIES.items():
            if name not in companies:
                companies[name] = cls.make_company(name, companies[above])
        users = {}
        for name, home in {**OWNERS, **HOMES}.items():
            groups = LEVELS[level] if name in HOMES else ()
            if name == "administrator":
                groups = (*groups, ADMINISTRATOR)
            users[name] = cls.make_user(f"{name}-{level}", companies[home], groups)
        companies["customer"].user_id = users["the-owner"]
        found = {
            relation: (
                companies["customer"]
                if relation in OF_CUSTOMER
                else cls.make_company(relation, companies[above], users[owner]),
                users[user],
            )
            for relation, (above, owner, user) in RELATIONS.items()
        }
        users["disabled"].active = False
        users["deleted"].unlink()
        return found

    @classmethod
    def records_of(cls, company):
        """Return ``{kind: record}`` of what follows a company."""
        contact = cls.partners.create({"name": "Contact", "parent_id": company.id})
        payer = cls.partners.create({"name": "Payer", "parent_id": company.id})
        moves = cls.env["account.move"]
        return {
            "company": company,
            "contact": contact,
            "contract": cls.env["contract.contract"].create(
                {"name": "Contract", "partner_id": company.id}
            ),
            "invoice": moves.create(
                {"move_type": "out_invoice", "partner_id": payer.id}
            ),
            "lead": cls.env["crm.lead"].create(
                {"name": "Lead", "crm_company_id": company.id, "user_id": False}
            ),
        }
