"""What the cells of a file of companies refer to."""

from odoo.tools import SQL

from .company_file import CompanyFile

INTEGRIA_ID = {"crm.company.role": "integria_id", "res.partner": "crm_integria_id"}


class CompanyLookups(CompanyFile):
    """Finds what many lines name, each kind of thing in one query.

    As far as the environment's user sees it.

    :param whose_ids: whose ids roles and parents have: *odoo*, *integria* or *either*
    """

    def __init__(self, env, whose_ids="either"):
        super().__init__(env)
        self.whose_ids = whose_ids

    def _look_up(self, rows):
        """Find what the cells of all lines refer to."""
        values = [row.values for row in rows]
        self.countries = self._countries()
        self.roles = self._by_id("crm.company.role", values, "id_company_role")
        self.parents = self._by_id(
            "res.partner", values, "id_parent", [("is_crm_company", "=", True)]
        )
        self._find_own_company(values)
        logins = {each.get("manager") for each in values} - {None}
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

    def _by_id(self, model, values, column, domain=()):
        """Return ``{id in the file: ids of records}``, as far as the user sees them."""
        wanted = list({each.get(column) for each in values} - {None})
        found = {}
        for name in {"odoo": ["id"], "integria": [INTEGRIA_ID[model]]}.get(
            self.whose_ids, ["id", INTEGRIA_ID[model]]
        ):
            for record in self.env[model].search([(name, "in", wanted), *domain]):
                found.setdefault(record[name], set()).add(record.id)
        return found

    def _find_own_company(self, values):
        """People work below their own company, which they do not see themselves."""
        own_sudo = self.env.user.sudo().partner_id.crm_company_id
        wanted = {each.get("id_parent") for each in values}
        numbers = {"odoo": own_sudo.id, "integria": own_sudo.crm_integria_id}
        for whose, number in numbers.items():
            if self.whose_ids in (whose, "either") and number and number in wanted:
                self.parents.setdefault(number, set()).add(own_sudo.id)

    def _existing(self, name, planned):
        """Return ``{value: companies}`` that have a name or fiscal id of the file."""
        wanted = {(each.vals.get(name) or "").lower() for each in planned} - {""}
        query = self.companies._search([("is_crm_company", "=", True)])
        column = SQL.identifier(query.table, name)
        query.add_where(SQL("LOWER(%s) = ANY(%s)", column, list(wanted)))
        found = {}
        for company in self.companies.browse(query):
            found.setdefault(fold(company[name]), set()).add(company)
        return found


def fold(text):
    """Return what names and fiscal ids are compared by."""
    return " ".join(text.split()).casefold()
