"""A small XML-RPC client of Odoo, as any program would use it."""

import xmlrpc.client


class Rpc:
    """Calls models of one database as one user.

    :raises PermissionError: the log-in is refused
    """

    def __init__(self, url, database, login="admin", password="admin"):
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.uid = common.authenticate(database, login, password, {})
        if not self.uid:
            raise PermissionError(f"{login} cannot log in to {database}")
        self._object = xmlrpc.client.ServerProxy(
            f"{url}/xmlrpc/2/object", allow_none=True
        )
        self._login = (database, self.uid, password)

    def call(self, model, method, *args, **kwargs):
        return self._object.execute_kw(*self._login, model, method, args, kwargs)

    def create(self, model, **values):
        return self.call(model, "create", [values])[0]

    def read(self, model, ids, *fields):
        """Return a list of dicts, or one dict for one id."""
        rows = self.call(model, "read", ids if isinstance(ids, list) else [ids], fields)
        return rows if isinstance(ids, list) else rows[0]

    def search_read(self, model, domain, *fields, **options):
        return self.call(model, "search_read", domain, fields, **options)

    def ref(self, xml_id):
        """Return the id of a record by its XML id."""
        addon, name = xml_id.split(".")
        domain = [["module", "=", addon], ["name", "=", name]]
        (row,) = self.search_read("ir.model.data", domain, "res_id")
        return row["res_id"]

    def count(self, model, *domain):
        return self.call(model, "search_count", list(domain))
