from secrets import token_urlsafe

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

STATES = [
    ("waiting", "Waits for payment"),
    ("active", "Active"),
    ("lost", "Lost before payment"),
    ("stopped", "Stopped"),
]


class ZohoDealEpisode(models.Model):
    """One time that a deal was won: what was sold then, and what is billed for it.

    The database lets a deal have one that waits or is active, whoever hears of it. A
    deal that is won again after it was paid goes on with the episode that was stopped.
    """

    _name = "zoho.deal.episode"
    _description = "Time that a deal of Zoho CRM was won"
    _order = "lead_id, number desc"

    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    number = fields.Integer(required=True, help="Which time it was, from 1")
    state = fields.Selection(STATES, required=True, default="waiting")
    contract_id = fields.Many2one(
        "contract.contract",
        index="btree_not_null",
        ondelete="restrict",
        help="None where nothing recurs",
    )
    invoice_id = fields.Many2one(
        "account.move", "First invoice", index="btree_not_null", ondelete="restrict"
    )
    token = fields.Char(groups=NO_ACCESS, copy=False)
    pay_url = fields.Char("Pay link", compute="_compute_pay_url", compute_sudo=True)
    lines = fields.Json("What was sold", help="As `zoho.deal.line._snapshot` has it")
    reason = fields.Char("Reason of the loss")
    won_at = fields.Datetime("Won")
    ended_at = fields.Datetime("Ended")
    paid_late = fields.Boolean("Paid after the loss")
    moved_at = fields.Datetime(
        "Stage changed", help="When what was done last happened, by Zoho CRM's clock"
    )

    _number_uniq = models.UniqueIndex("(lead_id, number)")
    _open_uniq = models.UniqueIndex("(lead_id) WHERE state IN ('waiting', 'active')")

    @api.depends("lead_id.name", "number")
    def _compute_display_name(self):
        for episode in self:
            episode.display_name = f"{episode.lead_id.name} ({episode.number})"

    @api.depends("token")
    def _compute_pay_url(self):
        for episode in self:
            episode.pay_url = episode._pay_url()

    def _pay_url(self):
        """Return the address where the customer pays."""
        self.ensure_one()
        token = self.sudo().token
        return f"{self.lead_id.get_base_url()}/zoho/pay/{self.id}/{token}"

    # -- what belongs to it ------------------------------------------------------------

    def _as_backend(self):
        """Return the episode as the backend's user works on it, in its company.

        With all rights: what follows from a payment follows whoever paid, and who
        synchronises need not be an accountant. Customers are no author of notes.
        """
        user = self.lead_id.sudo().zoho_backend_id.user_id or self.env.user
        company = self.sudo().company_id
        return self.with_user(user).with_company(company).sudo()

    def _invoices(self):
        """Return all customer invoices, the first ones first."""
        lines = self.env["account.move.line"].search(
            [("contract_line_id.contract_id", "in", self.contract_id.ids)]
        )
        moves = self.invoice_id | lines.move_id
        return moves.filtered(lambda move: move.move_type == "out_invoice").sorted("id")

    @api.model
    def _of_invoices(self, moves, domain=()):
        """Return the episodes that invoices belong to, also later ones."""
        contracts = moves.invoice_line_ids.contract_line_id.contract_id
        return self.search(
            [
                "|",
                ("invoice_id", "in", moves.ids),
                ("contract_id", "in", contracts.ids),
                *domain,
            ]
        )

    def _mail_invoice(self):
        """Return the invoice that a mail is about."""
        about = self.env.context.get("zoho_invoice")
        return self.env["account.move"].browse(about) if about else self.invoice_id

    def _next_invoice_date(self):
        """Return when the contract bills next, None where it does not."""
        lines = self.contract_id.contract_line_ids
        return min(filter(None, lines.mapped("recurring_next_date")), default=None)

    def _is_paid(self):
        return self.invoice_id._zoho_is_paid()

    # -- the pay link ------------------------------------------------------------------

    def _pay_target(self):
        """Return what the pay link leads to.

        :return: ``(what, invoice)``, with one of ``pay``, ``pending``, ``paid``,
            ``lost``, ``stopped``, ``nothing``
        """
        invoices = self._invoices()
        paid = invoices.filtered(lambda each: each._zoho_is_paid())
        if self.state == "lost":
            return "lost", paid[-1:]
        # what was billed before a contract stopped is still owed
        due = invoices.filtered(lambda each: each._zoho_is_due())
        on_its_way = due.filtered(lambda each: each._zoho_is_pending())
        if due - on_its_way:
            return "pay", (due - on_its_way)[:1]
        if on_its_way:
            return "pending", on_its_way[:1]
        if self.state == "stopped":
            return "stopped", paid[-1:]
        return ("paid" if paid else "nothing"), paid[-1:]

    @api.model
    def _new_token(self):
        return token_urlsafe(32)
