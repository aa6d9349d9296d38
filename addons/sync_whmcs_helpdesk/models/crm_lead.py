from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    whmcs_ticket_invoice_id = fields.Many2one(
        "whmcs.ticket.invoice", readonly=True, copy=False, index="btree_not_null"
    )
    ticket_id = fields.Many2one(
        related="whmcs_ticket_invoice_id.ticket_id",
        string="Ticket",
        store=True,
        index="btree_not_null",
        help="Whose hours this invoice is for",
    )
