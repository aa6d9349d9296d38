from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


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

    def _sync_write(self, vals):
        """Write what comes from a remote system."""
        return self.write(vals)

    def _sync_deletable(self):
        """Return those of these records that undoing a run may delete or archive.

        The others stay, and stay tied.
        """
        return self

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

    def sync_create_there(self, backend_id, kind):
        """Have records created in a remote system, by its scheduled action, soon.

        Those that are tied to it already are left alone.

        :param backend_id: id of a `sync.backend`
        :param kind: kind of remote object, as `sync.resource` has it
        :return: ids of the bindings made
        """
        backend = self.env["sync.backend"].browse(backend_id)
        backend.check_access("read")
        if not self.env.user.has_group("sync_base.group_sync_user"):
            raise AccessError(self.env._("You may not synchronise records."))
        self.check_access("write")
        resource = self.env["sync.resource"]._of_kind(backend.system, kind)
        # not `if resource`: it is an empty recordset
        creates = resource is not None and resource._sync_creates
        if not creates or resource._sync_model != self._name:
            raise UserError(
                self.env._(
                    "%(backend)s cannot create a %(kind)s from this record.",
                    backend=backend.name,
                    kind=kind,
                )
            )
        bindings_sudo = self.env["sync.binding"].sudo()
        return bindings_sudo._create_pending(backend, kind, self).ids

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sync_create_where_wanted()
        return records

    def _sync_create_where_wanted(self):
        """Have new records created in the systems that get all new ones."""
        source = self.env.context.get("sync_source_backend")
        for backend_id, kind in self.env["sync.backend"]._creating(self._name):
            if backend_id == source:
                continue
            backend_sudo = self.env["sync.backend"].sudo().browse(backend_id)
            resource = self.env["sync.resource"]._of_kind(backend_sudo.system, kind)
            wanted = resource._to_create(self._sync_of_company(backend_sudo))
            if wanted:
                bindings_sudo = self.env["sync.binding"].sudo()
                bindings_sudo._create_pending(backend_sudo, kind, wanted)

    def _sync_of_company(self, backend):
        """Return the records that belong to a backend's company, or to all."""
        if "company_id" not in self._fields:
            return self
        return self.filtered(lambda each: each.company_id <= backend.company_id)

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
