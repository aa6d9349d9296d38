from odoo import api, fields, models
from odoo.tools import SQL

from ..lib.lead_status import EVERY, LOST
from .crm_status import selection


class CrmLead(models.Model):
    _inherit = "crm.lead"

    crm_status = fields.Selection(
        selection(EVERY),
        "Status",
        compute="_compute_crm_status",
        store=True,
        index=True,
        help="By Integria's numbers; empty in a stage that is none of its own",
    )
    crm_conversion = fields.Float(
        "Conversion (%)",
        compute="_compute_crm_conversion",
        store=True,
        aggregator="avg",
        help="Of a lead 100 if it was won, else 0; of many, how many were won",
    )
    crm_product_category_id = fields.Many2one(
        "product.category", "Product category", ondelete="set null", tracking=True
    )
    crm_overview = fields.Char("Executive overview", size=255)
    crm_alarm = fields.Datetime(
        "Alarm", tracking=True, help="The owner gets an activity for this time"
    )

    @api.depends("active", "won_status", "stage_id.crm_code", "lost_reason_id.crm_code")
    def _compute_crm_status(self):
        for lead in self:
            lost = lead.won_status == "lost"
            lead.crm_status = (
                lead.lost_reason_id.crm_code or "100"
                if lost
                else lead.stage_id.crm_code
            )

    @api.depends("won_status")
    def _compute_crm_conversion(self):
        for lead in self:
            lead.crm_conversion = 100 * (lead.won_status == "won")

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.filtered("crm_alarm")._crm_set_alarm()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "crm_alarm" in vals:
            self._crm_set_alarm()
        return result

    def _read_group_orderby(self, order, groupby_terms, query):
        # of a funnel: 20 comes before 100
        status = groupby_terms.get("crm_status")
        if not status:
            return super()._read_group_orderby(order, groupby_terms, query)
        terms = {**groupby_terms, "crm_status": SQL("%s::integer", status)}
        by = super()._read_group_orderby(order, terms, query)
        groupby_terms.update({**terms, "crm_status": status})
        return by

    def _crm_set_alarm(self):
        """Have one activity for the alarm, moved and taken away with it."""
        kind = self.env.ref("crm_integria.activity_alarm")
        for lead in self:
            alarms = lead.activity_ids.filtered_domain(
                [("activity_type_id", "=", kind.id)]
            )
            alarms.unlink()
            if lead.crm_alarm:
                when = fields.Datetime.context_timestamp(self, lead.crm_alarm)
                lead.activity_schedule(
                    "crm_integria.activity_alarm",
                    date_deadline=when.date(),
                    summary=self.env._("Alarm at %s", when.strftime("%H:%M")),
                    user_id=(lead.user_id or self.env.user).id,
                )

    def _crm_set_status(self, code):
        """Bring leads into a status of Integria; a code without a stage is ignored."""
        if code in LOST:
            reason = self.env["crm.lost.reason"].search([("crm_code", "=", code)])
            self.action_set_lost(lost_reason_id=reason.id)
        elif stage := self.env["crm.stage"].search([("crm_code", "=", code)]):
            self.write({"stage_id": stage.id, "active": True})

    def action_crm_take(self):
        """Make the user the owner of leads."""
        self.write({"user_id": self.env.uid})
        return True

    def action_crm_close(self):
        """Close leads that did not answer, as Integria's button does."""
        self._crm_set_status("100")
        return True

    def action_crm_forward(self):
        """Open a mail that tells somebody all about the lead."""
        self.ensure_one()
        sheet = self.env["ir.qweb"]._render(
            "crm_integria.lead_sheet", {"lead": self, "user": self.env.user}
        )
        parts = [self.partner_name or self.name, self.country_id.name]
        return self._crm_compose(
            self.env._("Forward"),
            {
                "default_subject": self.env._(
                    "Lead forward [#%(id)s] : %(what)s",
                    id=self.id,
                    what=" / ".join(filter(None, parts)),
                ),
                "default_body": sheet,
                "default_partner_ids": [],
            },
        )

    def action_crm_reply(self):
        """Open a mail to the prospect."""
        self.ensure_one()
        to = self.partner_id or self._partner_find_from_emails_single([self.email_from])
        return self._crm_compose(
            self.env._("Reply by e-mail"),
            {
                "default_partner_ids": to.ids,
                "default_subject": self.env._("Commercial information"),
            },
        )

    def _crm_compose(self, title, context):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                **context,
            },
        }
