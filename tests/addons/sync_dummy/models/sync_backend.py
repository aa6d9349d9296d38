from odoo import fields, models

from ..lib import remote


class SyncBackend(models.Model):
    """A backend whose remote is in this process's memory."""

    _inherit = "sync.backend"

    system = fields.Selection(
        selection_add=[("dummy", "Dummy")], ondelete={"dummy": "cascade"}
    )

    def _client(self):
        if self.system != "dummy":
            return super()._client()
        return remote.DummyClient(remote.remote(self.name), self.page_size)

    def _check_connection(self, client):
        if self.system != "dummy":
            return super()._check_connection(client)
        return self.env._("It has %s customers.", client.call("list")[1])
