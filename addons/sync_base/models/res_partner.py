from odoo import api, models

# What `image.mixin` computes from `image_1920`.
SMALLER_IMAGES = ("image_1024", "image_512", "image_256", "image_128")


class ResPartner(models.Model):
    # Here and not in the connectors: every one of them synchronises partners.
    _name = "res.partner"
    _inherit = ["res.partner", "sync.bound.mixin"]

    @api.model
    def _sync_create(self, vals_list):
        """Create partners together with what they inherit from their parents.

        `create` would write it afterwards, partner by partner. Nor does it go the other
        way here: a parent without address does not take over its first contact's, since
        the remote system says what the parent's address is.
        """
        parents = self.browse({vals.get("parent_id") or 0 for vals in vals_list} - {0})
        commercial = {
            parent.id: parent.commercial_partner_id._get_commercial_values() or {}
            for parent in parents
        }
        languages = {parent.id: parent.lang for parent in parents if parent.lang}
        addresses = {
            parent.id: parent._get_address_values() or {} for parent in parents
        }
        companies = {parent.id: parent.company_id.id for parent in parents}
        own = self.env["sync.backend"]._own_company_id()
        complete = []
        for vals in vals_list:
            parent_id, inherited = vals.get("parent_id"), {}
            if company := companies[parent_id] if parent_id else own:
                inherited["company_id"] = company
            if parent_id in languages and "lang" not in vals:
                inherited["lang"] = languages[parent_id]
            if parent_id and not vals.get("is_company"):
                inherited |= commercial[parent_id]
            if parent_id and vals.get("type", "contact") == "contact":
                inherited |= addresses[parent_id]
            complete.append({**vals, **inherited})
        partners = self.with_context(_partners_skip_fields_sync=True).create(complete)
        partners = partners.with_env(self.env)
        partners._sync_without_images(vals_list)
        return partners

    def _sync_without_images(self, vals_list):
        """Spare new partners the sizes of an image that they do not have.

        Odoo computes each of them, and looks for their attachments: a tenth of the time
        of a first pull.
        """
        plain = self.browse(
            partner.id
            for partner, vals in zip(self, vals_list, strict=True)
            if not vals.get("image_1920")
        )
        for name in SMALLER_IMAGES:
            self.env.remove_to_compute(self._fields[name], plain)
