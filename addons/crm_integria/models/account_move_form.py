from odoo import api, models
from odoo.tools import ormcache

from .res_users import VIEW

# the form that stands for all others
FORM = "account.view_move_form"
READERS_FORM = "crm_integria.crm_invoice_view_form"


class AccountMove(models.Model):
    """The form of invoices for those who see them by their role in the CRM alone.

    Other addons put into Odoo's form what the people of the books may read, such as
    the sales orders of its lines; to anybody else it would not open.
    """

    _inherit = "account.move"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, view_type == "form" and self._crm_reads_only())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        if view_type == "form" and self._crm_reads_only():
            if view_id in (None, False, self.env.ref(FORM).id):
                view_id = self.env.ref(READERS_FORM).id
        return super()._get_view(view_id, view_type, **options)

    @api.model
    # cleared, like Odoo's own look-ups of access, whenever groups or access change
    @ormcache("self.env.uid")
    def _crm_reads_only(self):
        """Tell whether nothing but a role of the CRM lets the user read invoices."""
        user = self.env.user
        if not user.has_group(VIEW):
            return False
        others = user.all_group_ids - self.env.ref(VIEW)
        by_others = [
            ("model_id.model", "=", self._name),
            ("perm_read", "=", True),
            ("group_id", "in", others.ids),
        ]
        # Who sees a form may not see what access there is; it only chooses the form.
        return not self.env["ir.model.access"].sudo().search_count(by_others, limit=1)
