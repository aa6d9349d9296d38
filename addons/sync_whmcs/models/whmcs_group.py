from odoo import api, fields, models

from odoo.addons.sync_base.engine.match import MatchRule
from odoo.addons.sync_base.lib.convert import Line
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, digest

from ..lib.client import MissingPermission
from ..lib.reply import rows


class WhmcsGroup(models.Model):
    """Client groups of WHMCS; those of one company and name are one."""

    _name = "whmcs.group"
    _inherit = ["sync.bound.mixin"]
    _description = "WHMCS client group"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True, index=True
    )


class WhmcsClientGroup(models.AbstractModel):
    """Client groups.

    Remote: GetClientGroups, which knows no pages. Without permission for it, clients
    come in without their groups.
    """

    _name = "whmcs.client.group"
    _inherit = "sync.resource"
    _description = "WHMCS client group (synchronisation)"
    _sync_system, _sync_kind, _sync_model = "whmcs", "client_group", "whmcs.group"
    # clients refer to them
    _sync_sequence = 5
    _sync_lists_all = True

    @api.model
    def _field_map(self):
        return [Field("name", "groupname", Line(escaped=True), "pull", required=True)]

    @api.model
    def _match_rules(self):
        # two installations of a company may mean the same group
        return [MatchRule("name", lambda values: [values.get("name")])]

    @api.model
    def _record_label(self, data):
        return Line(escaped=True).decode(data.get("groupname"))

    def _fetch_page(self, client, position):
        try:
            found = self._fetch_groups(client)
        except MissingPermission as error:
            return Page([], None, problems=[error])
        return Page(found, None, total=len(found))

    def _fetch_records(self, client, records):
        found = {each.id: each for each in self._fetch_groups(client)}
        return [found.get(each.id) or _gone(each) for each in records]

    @api.model
    def _fetch_groups(self, client):
        reply = client.call("GetClientGroups")
        return [
            RemoteRecord(str(row.get("id")), row, digest(row))
            for row in rows(reply, "groups", "group")
        ]


def _gone(remote):
    remote.error = NotFound("WHMCS has no such client group any more.")
    return remote
