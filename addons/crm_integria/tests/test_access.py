from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DELETES, LEVELS, NOTHING, TABLE, WORKS, CrmCase

NEW = {
    "company": {"is_company": True, "is_crm_company": True, "name": "New"},
    "contact": {"name": "New"},
    "contract": {"name": "New"},
    "invoice": {"move_type": "out_invoice"},
    "lead": {"name": "New"},
}
CHANGE = {
    "company": {"street": "Changed"},
    "contact": {"street": "Changed"},
    "contract": {"name": "Changed"},
    "invoice": {"ref": "Changed"},
    "lead": {"name": "Changed"},
}
LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestAccessTable(CrmCase):
    """Twelve relations, four levels, four rights, five kinds of record."""

    def test_table(self):
        for column, level in enumerate(LEVELS):
            for relation, (company, user) in self.relations(level).items():
                wanted = TABLE[relation].split()[column]
                for kind, record in self.records_of(company).items():
                    with self.subTest(relation=relation, level=level, kind=kind):
                        self.check(kind, record, company, user, wanted)

    @mute_logger(*LOGGERS)
    def check(self, kind, record, company, user, wanted):
        record = record.with_user(user)
        domain = [("id", "=", record.id)]
        self.allowed(wanted != NOTHING, lambda: self.assert_found(record, domain))
        self.allowed(wanted != NOTHING, lambda: record.read(["display_name"]))
        works = wanted in (WORKS, DELETES)
        self.allowed(works, lambda: record.write(CHANGE[kind]))
        # others may see a child: it has a parent, and a new one may lack an owner
        if kind != "company" or (company.user_id and company.crm_has_parent):
            self.allowed(works, lambda: self.make(kind, company, user))
        # one with invoices is not deleted by anybody
        delete = record.unlink
        if kind == "company":
            delete = lambda: record.check_access("unlink")  # noqa: E731
        self.allowed(wanted == DELETES, delete)

    @staticmethod
    def assert_found(record, domain):
        if not record.search_count(domain):
            raise AccessError(record.env._("not found"))

    def make(self, kind, company, user):
        """Create one that follows the company, for it or below it."""
        field = {
            "company": "parent_id",
            "contact": "parent_id",
            "lead": "crm_company_id",
        }
        vals = {**NEW[kind], field.get(kind, "partner_id"): company.id}
        if kind == "lead":
            vals["user_id"] = False
        if kind == "company":
            # one's own is allowed anywhere: this is made for the owner of the company
            vals["user_id"] = company.user_id.id
        return self.env[self.model(kind)].with_user(user).create(vals)

    @staticmethod
    def model(kind):
        return {
            "contract": "contract.contract",
            "invoice": "account.move",
            "lead": "crm.lead",
        }.get(kind, "res.partner")

    def allowed(self, wanted, action):
        """Check whether an action is allowed, and take it back."""
        try:
            with self.env.cr.savepoint():
                action()
                self.env.flush_all()
                raise Undo
        except Undo:
            found = True
        except AccessError:
            found = False
        self.env.invalidate_all()
        self.assertEqual(found, wanted)


class Undo(Exception):
    pass
