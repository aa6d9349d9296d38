from odoo import api, fields, models


class SyncBackend(models.Model):
    """Whose the contacts are that come in."""

    _inherit = "sync.backend"

    own_contacts = fields.Boolean(
        "Contacts of this company only",
        help="New contacts belong to the company of this backend, and only its people "
        "see them. Otherwise all companies share them.",
    )

    @api.model
    def _own_company_id(self):
        """Return the id of the company that new contacts belong to, False for all.

        Of the backend that is being read.
        """
        source = self.env.context.get("sync_source_backend")
        backend_sudo = self.sudo().browse(source or [])
        return backend_sudo.own_contacts and backend_sudo.company_id.id
