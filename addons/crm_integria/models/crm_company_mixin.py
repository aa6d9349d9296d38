from odoo import api, fields, models


class CrmCompanyMixin(models.AbstractModel):
    """Records that follow a company of the CRM: who sees it sees them.

    What becomes of them is part of the company's history.
    """

    _name = "crm.company.mixin"
    _description = "Belongs to a company of the CRM"

    crm_company_id = fields.Many2one(
        "res.partner",
        "Company in the CRM",
        index="btree_not_null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._crm_note()
        return records

    def write(self, vals):
        # also in the history of the company that it leaves
        if {"partner_id", "crm_company_id"} & vals.keys():
            self._crm_note()
        result = super().write(vals)
        self._crm_note()
        return result

    def unlink(self):
        self._crm_note()
        return super().unlink()

    def _crm_note(self):
        for record in self.sudo():
            if record.crm_company_id:
                record.crm_company_id._crm_touch(record)
