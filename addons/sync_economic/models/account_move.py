from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        # the first invoice makes a customer of whom sales people knew
        sold = posted.filtered(lambda move: move.move_type == "out_invoice")
        for company in sold.company_id:
            of_company = sold.filtered(lambda move, c=company: move.company_id == c)
            customers = of_company.partner_id.with_company(company)
            customers._economic_became_active("invoice")
        return posted
