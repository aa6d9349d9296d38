from odoo import api, fields, models


class SyncBoundMixin(models.AbstractModel):
    """What a model gains whose records are synchronised.

    A connector adds it to the models of its resources::

        class ResPartner(models.Model):
            _name = "res.partner"
            _inherit = ["res.partner", "sync.bound.mixin"]
    """

    _name = "sync.bound.mixin"
    _description = "Synchronised model"

    sync_binding_count = fields.Integer(
        "Synchronised", compute="_compute_sync_binding_count"
    )

    @api.model
    def _sync_create(self, vals_list):
        """Create records that come from a remote system, as fast as may be."""
        return self._load_records_create(vals_list)

    @api.depends_context("uid")
    def _compute_sync_binding_count(self):
        self.sync_binding_count = 0
        bindings = self.env["sync.binding"]
        if not self.ids or not bindings.has_access("read"):
            return
        groups = bindings._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            ["res_id"],
            ["__count"],
        )
        counts = dict(groups)
        for record in self:
            record.sync_binding_count = counts.get(record.id, 0)

    def action_view_sync_bindings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sync_base.sync_binding_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        action["context"] = {}
        return action

    def write(self, vals):
        result = super().write(vals)
        self._sync_mark_dirty(vals)
        return result

    def _sync_mark_dirty(self, names):
        """Have changed records sent to the systems that they are tied to."""
        watched = self.env["sync.backend"]._watched_fields(self._name)
        ties = {tie for name in names for tie in watched.get(name, ())}
        # What a pull writes comes from its remote side and need not go back there.
        source = self.env.context.get("sync_source_backend")
        ties = {tie for tie in ties if tie[0] != source}
        if not ties or not self.ids:
            return
        dirty = self.env["sync.binding"].sudo()._mark_dirty(self._name, self.ids, ties)
        self.env["sync.backend"].browse(dirty)._push_soon()

    def unlink(self):
        # What is deleted here must not come back with the next pull.
        bindings_sudo = self.env["sync.binding"].sudo()
        bindings_sudo = bindings_sudo.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        result = super().unlink()
        bindings_sudo._bury()
        return result
