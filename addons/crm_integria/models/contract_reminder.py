from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ContractContract(models.Model):
    """Owners are told that their contracts end, once for each end."""

    _inherit = "contract.contract"

    crm_reminded_end = fields.Date("Reminded of the end", copy=False, readonly=True)

    @api.model
    def _cron_crm_remind(self):
        """Give the owners of contracts that end soon an activity, and a mail."""
        today = fields.Date.context_today(self)
        for contract_type in self.env["crm.contract.type"].search(
            [("remind_days", ">", 0)]
        ):
            until = today + timedelta(days=contract_type.remind_days)
            contracts = self.search(
                Domain("crm_type_id", "=", contract_type.id)
                & Domain("crm_status", "!=", "0")
                & Domain("date_end", ">=", today)
                & Domain("date_end", "<=", until)
            )
            contracts.filtered(
                lambda each: each.crm_reminded_end != each.date_end
            )._crm_remind()

    def _crm_remind(self):
        mail = self.env.ref("crm_integria.mail_template_contract_end")
        for contract in self:
            owner = contract.user_id or contract.crm_company_id.user_id
            if not owner:
                # asked again each day until somebody owns it
                continue
            contract.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=contract.date_end,
                summary=self.env._("%s ends", contract.name),
                user_id=owner.id,
            )
            if contract.crm_type_id.remind_by_mail:
                mail.send_mail(
                    contract.id,
                    email_values={"recipient_ids": [(4, owner.partner_id.id)]},
                )
            contract.crm_reminded_end = contract.date_end
