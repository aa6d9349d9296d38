from unittest.mock import patch

from odoo.tests import TransactionCase

from odoo.addons.sync_base.tests.common import WorkingBackend
from odoo.addons.sync_zoho.lib.oauth import Tokens


class ZohoBackend(WorkingBackend, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["sync.backend"].create(
            {
                "name": "Zoho CRM",
                "system": "zoho",
                "zoho_client_id": "1000.APP",
                "zoho_client_secret_input": "the secret",
                "push_changes": True,
            }
        )

    def keep_tokens(self):
        """Have the backend connected."""
        token_sudo = (
            self.env["zoho.token"].sudo().create({"backend_id": self.backend.id})
        )
        token_sudo._keep(Tokens("access", "refresh", 3600, ""))
        self.backend.invalidate_recordset(["zoho_connected", "zoho_token_ids"])
        return token_sudo

    def patched(self, target, name, function):
        patcher = patch.object(target, name, function)
        patcher.start()
        self.addCleanup(patcher.stop)
