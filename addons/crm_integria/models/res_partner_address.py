from odoo import api, models


class ResPartner(models.Model):
    """A company of the CRM has an address of its own.

    Odoo has contacts share the address of what they are below of, in both directions. A
    company below another one is no contact there: its address is neither taken over
    from its parent, nor does the parent (and so each other company below it) get it.
    """

    _inherit = "res.partner"

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        return None if self.is_crm_company else super().onchange_parent_id()

    def _fields_sync(self, values):
        if self.is_crm_company:
            # what it has in common with its own contacts
            return self._children_sync(values)
        return super()._fields_sync(values)

    def _children_sync(self, values):
        below = self.with_context(crm_children_sync=True)
        return super(ResPartner, below)._children_sync(values)

    def _commercial_sync_to_descendants(self, fields_to_sync=None):
        if fields_to_sync is not None and not fields_to_sync:
            # Odoo would write nothing into each contact, and who works on another one
            # at that moment would have to begin anew.
            return None
        return super()._commercial_sync_to_descendants(fields_to_sync)

    def _update_address(self, vals):
        if self.env.context.get("crm_children_sync"):
            self = self.filtered(lambda each: not each.is_crm_company)
        return super()._update_address(vals)

    def _handle_first_contact_creation(self):
        if self.is_crm_company:
            return None
        return super()._handle_first_contact_creation()

    def _load_records_create(self, vals_list):
        partners = super()._load_records_create(vals_list)
        nothing = dict.fromkeys(self._address_fields(), False)
        for partner, vals in zip(partners, vals_list, strict=True):
            if partner.is_crm_company and partner.parent_id:
                # what was taken over from the parent meanwhile
                partner._update_address(nothing | vals)
        return partners
