from odoo import api, models

from odoo.addons.sync_base.lib.page import RemoteRecord, digest, read_each

from ..lib.passes import begun, page_of


class ZohoResource(models.AbstractModel):
    """What the modules of Zoho CRM have in common.

    Remote: GET /{module} with the fields of the map, 200 a page, only what changed
    since the last pass; GET /{module}/{id} for one. Source: CRM API v8, Get Records.
    """

    _name = "zoho.resource"
    _inherit = "sync.resource"
    _description = "Module of Zoho CRM"
    _sync_system = "zoho"

    # name of the module in the API
    _zoho_module = None
    # custom fields by what they are for, as `lib.custom_fields` has it
    _zoho_custom = ()
    # what is asked for besides what the field map names
    _zoho_more = ()

    def _begin_pass(self, client, bookmark):
        return begun(bookmark)

    def _fetch_page(self, client, position):
        fields = self._zoho_fields(client)
        return page_of(
            client,
            self._zoho_module,
            fields,
            position,
            lambda row: self._zoho_remote(client, row, fields),
        )

    def _fetch_records(self, client, records):
        fields = self._zoho_fields(client)
        return read_each(
            client, records, lambda each: self._zoho_read(client, each, fields)
        )

    @api.model
    def _zoho_read(self, client, remote, fields):
        """Return a complete record."""
        row = client.record(self._zoho_module, remote.id)
        return self._zoho_remote(client, row, fields)

    def _push_update(self, client, remote, values):
        return client.update(self._zoho_module, remote.id, values)

    @api.model
    def _zoho_fields(self, client):
        """Return the names to ask for."""
        named = {
            path.partition(".")[0]
            for pair in self._field_map()
            for path in pair.paths()
            # the others are made of what is read
            if path[:1].isupper()
        }
        custom = {client.names.get(purpose) for purpose in self._zoho_custom}
        return sorted(named.union(custom - {None}, self._zoho_more))

    @api.model
    def _zoho_remote(self, client, row, fields):
        """Return a record, its custom fields by what they are for.

        Of what was asked for only: one record by itself tells more than a list does,
        and its version must be the same.

        :param fields: what was asked for, see `_zoho_fields`
        """
        data = {name: row.get(name) for name in fields}
        for purpose in self._zoho_custom:
            data[purpose] = row.get(client.names.get(purpose))
        return RemoteRecord(str(row["id"]), data, digest(data))
