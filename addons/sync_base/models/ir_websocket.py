from odoo import models

PREFIX = "sync.backend_"


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let those hear of a backend who may read it.

        The web client asks for ``sync.backend_<id>``. What is sent goes to the record
        as channel, which no client can ask for by itself.
        """
        asked = {name for name in channels if str(name).startswith(PREFIX)}
        ids = [name.removeprefix(PREFIX) for name in asked]
        # longer numbers are no ids, and PostgreSQL would say so
        ids = [
            int(id_) for id_ in ids if id_.isascii() and id_.isdigit() and len(id_) < 10
        ]
        backends = self.env["sync.backend"]
        if ids and backends.has_access("read"):
            domain = [("id", "in", ids)]
            backends = backends.with_context(active_test=False).search(domain)
        others = [name for name in channels if name not in asked]
        return super()._build_bus_channel_list([*others, *backends])
