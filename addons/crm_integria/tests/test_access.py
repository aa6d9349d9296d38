from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_table import (
    CHANGE,
    DELETES,
    LEVELS,
    LINKS,
    MODELS,
    NEW,
    NOTHING,
    TABLE,
    WORKS,
    deletes,
)
from .common import CrmCase

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
                        self.check(kind, record, company, user, relation, wanted)

    @mute_logger(*LOGGERS)
    def check(self, kind, record, company, user, relation, wanted):
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
        self.allowed(deletes(kind, relation, wanted), delete)

    @staticmethod
    def assert_found(record, domain):
        if not record.search_count(domain):
            raise AccessError(record.env._("not found"))

    def make(self, kind, company, user):
        """Create one that follows the company, for it or below it."""
        vals = {**NEW[kind], LINKS[kind]: company.id}
        if kind == "company":
            # one's own is allowed anywhere: this is made for the owner of the company
            vals["user_id"] = company.user_id.id
        return self.env[MODELS[kind]].with_user(user).create(vals)

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
