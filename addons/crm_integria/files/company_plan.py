"""Companies out of a file in the positional format of Integria."""

from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

from ..lib import company_csv
from .company_file import CompanyFile
from .record_plan import RecordPlan


class CompanyPlan(RecordPlan, CompanyFile):
    new = {"is_crm_company": True, "is_company": True}
    made_up = {"address": "street", "comments": "comment"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # {(parent id, owner id): may the user make such a company?}
        self.allowed = {}

    def _parse(self, line, cells):
        return company_csv.parse(line, cells, self.columns, self.env._)

    def _keys(self):
        domain = [("is_crm_company", "=", True)]
        return {"name": ("name", domain), "vat": ("fiscal_id", domain)}

    def _exists(self):
        return self.env._("A company with it exists already.")

    def _unknown(self, column):
        match column:
            case "country":
                return self.env._("No country has this name, in any language, or code.")
            case "manager":
                return self.env._("No user has this log-in.")
            case "id_company_role":
                return self.env._("No role has this id.")
            case _:
                return self.env._("No company that you can see has this id.")

    # -- what cells refer to ----------------------------------------------------------

    def _look_up(self, rows):
        """Find what the cells of all lines refer to, each kind of thing at once."""
        self.countries = self._countries()
        self.roles = self._by_id("crm.company.role", rows, "id_company_role")
        self.parents = self._by_id(
            "res.partner", rows, "id_parent", [("is_crm_company", "=", True)]
        )
        self._find_own_company(rows)
        logins = {row.values.get("manager") for row in rows} - {None}
        users = self.env["res.users"].search([("login", "in", list(logins))])
        self.users = {user.login: user.id for user in users}

    def _countries(self):
        """Return ``{name in any language, or code: id}``, all in lower case."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, code, name.value FROM res_country, "
                "jsonb_each_text(res_country.name) AS name"
            )
        )
        names = {name.casefold(): id_ for id_, _code, name in rows}
        return names | {code.casefold(): id_ for id_, code, _name in rows if code}

    def _find_own_company(self, rows):
        """People work below their own company, which they do not see themselves."""
        own_sudo = self.env.user.sudo().partner_id.crm_company_id
        wanted = {row.values.get("id_parent") for row in rows}
        numbers = {"odoo": own_sudo.id, "integria": own_sudo.crm_integria_id}
        for whose, number in numbers.items():
            if self.whose_ids in (whose, "either") and number and number in wanted:
                self.parents.setdefault(number, set()).add(own_sudo.id)

    def _fill(self, planned):
        """Turn the cells of a line into values, noting what cannot be."""
        row = planned.row
        values = row.values
        planned.vals = {
            "name": values.get("name"),
            "vat": values.get("fiscal_id") or False,
            "street": values.get("address") or False,
            "website": values.get("website") or False,
            "crm_payment_days": values.get("payment_conditions") or 0,
            "country_id": self._one(
                row, "country", lambda name: self.countries.get(name.casefold())
            ),
            "crm_role_id": self._one(row, "id_company_role", self._of_ids(self.roles)),
            "parent_id": self._one(row, "id_parent", self._of_ids(self.parents)),
            "user_id": self._one(row, "manager", self.users.get),
        }
        if updated := values.get("last_update"):
            planned.vals["crm_last_update"] = updated
        comments = values.get("comments")
        planned.vals["comment"] = plaintext2html(comments) if comments else False
        if custom := self._custom_values(row, self.custom):
            planned.vals["crm_properties"] = custom

    # -- rights ------------------------------------------------------------------------

    def _check_right(self, each):
        """Refuse a new company that the user may not make.

        The database refuses it as well, after the import has begun.
        """
        if self._may_make(each.vals["parent_id"], each.vals["user_id"]):
            return
        each.row.refuse(
            self._position("id_parent"),
            "id_parent",
            self.env._(
                "You would not see this company: it needs a parent of yours, or "
                "yourself as its manager."
            ),
        )

    def _may_make(self, parent_id, owner_id):
        """Ask the domain of the rules about a company that is not there yet."""
        key = parent_id, owner_id
        if key not in self.allowed:
            company = self.records.sudo().new(
                {**self.new, "parent_id": parent_id, "user_id": owner_id}
            )
            domain = self.env.user.crm_company_domain("write")
            self.allowed[key] = self.env.su or bool(company.filtered_domain(domain))
        return self.allowed[key]
