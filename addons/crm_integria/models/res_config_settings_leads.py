from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.lead_status import OPEN
from .crm_status import STALE_DAYS
from .res_users import ADMINISTRATOR, VIEW


class ResConfigSettings(models.TransientModel):
    """Who finds the CRM in the menu, and when a lead is stale."""

    _inherit = "res.config.settings"

    crm_visible = fields.Boolean(
        "Show the CRM",
        help="Off: only super-administrators find it in the menu. What people may see "
        "and change stays as it is.",
    )
    crm_stale_days = fields.Integer(
        "Days until a lead is stale",
        help="Without a change; 0 for never. Each stage may have days of its own.",
    )

    @api.constrains("crm_stale_days")
    def _check_crm_stale_days(self):
        for settings in self:
            if not 0 <= settings.crm_stale_days <= 3650:
                raise ValidationError(
                    self.env._("A lead is stale after 0 (never) to 3650 days.")
                )

    @api.model
    def _crm_open_stages(self):
        return self.env["crm.stage"].search([("crm_code", "in", list(OPEN))])

    @api.model
    def get_values(self):
        menu = self.env.ref("crm_integria.menu_crm_root").sudo()
        days = self._crm_open_stages().mapped("rotting_threshold_days")
        return {
            **super().get_values(),
            "crm_visible": self.env.ref(VIEW) in menu.group_ids,
            "crm_stale_days": days[0] if days else STALE_DAYS,
        }

    def set_values(self):
        before = self.get_values()
        result = super().set_values()
        if self.crm_visible != before["crm_visible"]:
            group = self.env.ref(VIEW if self.crm_visible else ADMINISTRATOR)
            self.env.ref("crm_integria.menu_crm_root").group_ids = group
        if self.crm_stale_days != before["crm_stale_days"]:
            stages = self._crm_open_stages()
            stages.rotting_threshold_days = self.crm_stale_days
        return result
