from odoo import fields, models

EVENTS = [
    ("adopted", "Was there before the pattern"),
    ("manual", "Given by hand"),
    ("changed", "Changed"),
    ("removed", "Taken away"),
    ("deleted", "Deleted with its invoice"),
]


class CrmInvoiceNumberLog(models.Model):
    """What people did to the numbers of invoices; explains the gaps between them.

    Written by the system alone, and kept when the invoice is gone.
    """

    _name = "crm.invoice.number.log"
    _description = "History of invoice numbers"
    _order = "id desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, ondelete="set null", index=True
    )
    number = fields.Char(required=True, readonly=True, index=True)
    event = fields.Selection(EVENTS, required=True, readonly=True)
    other = fields.Char("Other number", readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    def _crm_add(self, company, event, number, move=None, other=None):
        """Keep what the user did; people only read it.

        Who calls this checked that the user may do it.
        """
        self.sudo().create(
            {
                "company_id": company.id,
                "move_id": move and move.id,
                "number": number,
                "event": event,
                "other": other,
                "user_id": self.env.uid,
            }
        )
