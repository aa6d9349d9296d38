"""People of all relations to a company, and a record of each kind that follows it."""

from odoo.tests import TransactionCase, new_test_user

from .access_table import ADMINISTRATOR, LEVELS


class CrmCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.partner"].with_context(tracking_disable=True)
        cls.mine = cls.make_company("My company")
        cls.other = cls.make_company("Another of ours")

    @classmethod
    def make_company(cls, name, parent=None, owner=None):
        return cls.company.create(
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
        groups = LEVELS[level]
        customer = cls.make_company("Customer", cls.mine)

        def user(name, company, more=groups):
            return cls.make_user(f"{name}-{level}", company, more)

        owner = cls.make_user(f"the-owner-{level}", cls.mine)
        customer.user_id = owner
        alone = cls.make_company("Alone", owner=owner)
        mine, loner = user("owner", cls.mine), user("loner", None)
        outside = cls.make_user(f"outside-{level}", cls.other)
        of_outside = cls.make_company("Of outside", cls.mine, outside)
        of_loner = cls.make_company(
            "Of a loner", cls.mine, cls.make_user(f"lonely-{level}")
        )
        disabled = cls.make_user(f"disabled-{level}", cls.other)
        of_disabled = cls.make_company("Of disabled", cls.mine, disabled)
        disabled.active = False
        deleted = cls.make_user(f"deleted-{level}", cls.other)
        of_deleted = cls.make_company("Of deleted", cls.mine, deleted)
        deleted.unlink()
        of_outside.flush_recordset()
        child = cls.make_company("Child", customer)
        peer = user("peer", cls.other)
        administrator = user("administrator", None, (*groups, ADMINISTRATOR))
        return {
            "administrator": (customer, administrator),
            "owner": (cls.make_company("Owned", cls.mine, mine), mine),
            "owner_without_parent": (cls.make_company("Root", owner=mine), mine),
            "owner_without_company": (cls.make_company("L", cls.mine, loner), loner),
            "peer": (of_outside, peer),
            "peer_without_parent": (alone, user("fellow", cls.mine)),
            "ancestor": (of_outside, user("ancestor", cls.mine)),
            "own_company": (customer, user("own", customer)),
            "child": (customer, user("child", child)),
            "no_company": (of_loner, user("nobody", None)),
            "stranger": (customer, user("stranger", cls.other)),
            "peer_of_disabled": (of_disabled, peer),
            "peer_of_deleted": (of_deleted, peer),
        }

    @classmethod
    def records_of(cls, company):
        """Return ``{kind: record}`` of what follows a company."""
        contact = cls.company.create({"name": "Contact", "parent_id": company.id})
        payer = cls.company.create({"name": "Payer", "parent_id": company.id})
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
