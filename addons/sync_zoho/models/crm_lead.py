from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..lib import plan

# what has a deal billed: only who synchronises brings it
FROM_ZOHO = {"zoho_backend_id", "zoho_category", "zoho_contact_count", "zoho_line_ids"}
FROM_ZOHO |= {"zoho_created_at", "zoho_moved_at", "zoho_old", "zoho_reason"}
FROM_ZOHO |= {"zoho_status"}

STATUSES = [
    ("none", "Not billed"),
    ("link_sent", "Pay link sent"),
    ("paid", "Paid"),
    ("failed", "Payment failed"),
    ("lost", "Lost before payment"),
    ("stopped", "Stopped"),
]
# who sees what a deal holds; others with rights on opportunities do without
READERS = (
    "sales_team.group_sale_salesman,sync_base.group_sync_user,"
    "account.group_account_invoice"
)


class CrmLead(models.Model):
    """A deal of Zoho CRM: what is sold, and how far it is billed."""

    _inherit = "crm.lead"

    zoho_backend_id = fields.Many2one(
        "sync.backend",
        "Zoho CRM",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    zoho_category = fields.Selection(
        [("open", "Open"), ("won", "Won"), ("lost", "Lost")],
        "State in Zoho CRM",
        readonly=True,
        copy=False,
    )
    zoho_stage = fields.Char("Stage in Zoho CRM", readonly=True, copy=False)
    zoho_reason = fields.Char("Reason in Zoho CRM", readonly=True, copy=False)
    zoho_moved_at = fields.Datetime(
        "Stage changed", readonly=True, copy=False, help="By Zoho CRM's clock"
    )
    zoho_created_at = fields.Datetime("Created in Zoho CRM", readonly=True, copy=False)
    zoho_contact_count = fields.Integer(
        "Contacts that could be billed", readonly=True, copy=False
    )
    zoho_quote_count = fields.Integer(
        "Quotes that could be billed", readonly=True, copy=False
    )
    zoho_language = fields.Char(related="partner_id.zoho_language")
    zoho_line_ids = fields.One2many(
        "zoho.deal.line",
        "lead_id",
        "Products",
        copy=False,
        readonly=True,
        groups=READERS,
    )
    zoho_total = fields.Monetary(
        "Total",
        currency_field="zoho_total_currency_id",
        compute="_compute_zoho_total",
        help="Of the products, without taxes, in their currency",
        groups=READERS,
    )
    zoho_total_currency_id = fields.Many2one(
        "res.currency", compute="_compute_zoho_total", groups=READERS
    )
    zoho_episode_ids = fields.One2many(
        "zoho.deal.episode",
        "lead_id",
        "Billed",
        copy=False,
        readonly=True,
        groups=READERS,
    )
    zoho_episode_id = fields.Many2one(
        "zoho.deal.episode",
        "Last billed",
        compute="_compute_zoho_episode_id",
        groups=READERS,
    )
    zoho_contract_count = fields.Integer(compute="_compute_zoho_counts")
    zoho_invoice_count = fields.Integer(compute="_compute_zoho_counts")
    zoho_status = fields.Selection(
        STATUSES, "Billing", default="none", readonly=True, copy=False
    )
    zoho_problem = fields.Text(
        "What is missing", compute="_compute_zoho_problem", groups=READERS
    )
    zoho_error = fields.Text(
        "Why it was not billed",
        readonly=True,
        copy=False,
        help="What Odoo refused, in its words",
    )
    zoho_told_problem = fields.Text(copy=False, help="What was said in Zoho CRM")
    zoho_old = fields.Boolean(
        "Won before",
        readonly=True,
        copy=False,
        help="Won in Zoho CRM before the day from which deals are billed here",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        # whoever makes an opportunity need not be among those who see these fields
        leads_sudo = leads.sudo()
        if leads_sudo.zoho_line_ids or any(leads_sudo.mapped("zoho_category")):
            leads._zoho_check_source()
        return leads

    def write(self, vals):
        if not FROM_ZOHO.isdisjoint(vals):
            self._zoho_check_source()
        return super().write(vals)

    def _zoho_check_source(self):
        # who wins a deal has an invoice posted, with more rights than sales people have
        if not self.env.su and not self.env.user.has_group("sync_base.group_sync_user"):
            raise AccessError(
                self.env._(
                    "What Zoho CRM tells of a deal comes by synchronisation only."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        # how many times it was won is no secret to who may delete it
        billed = self.filtered(lambda lead: lead.sudo().zoho_episode_ids)
        if billed:
            raise UserError(
                self.env._(
                    "%s was won in Zoho CRM and billed here: what was agreed hangs on "
                    "it. Archive it instead; opportunities of which one was billed "
                    "cannot be merged.",
                    billed[0].display_name,
                )
            )

    @api.depends("zoho_line_ids.amount", "zoho_line_ids.currency_id")
    def _compute_zoho_total(self):
        for lead in self:
            lines = lead.zoho_line_ids
            lead.zoho_total_currency_id = lines.currency_id[:1]
            mixed = len(lines.currency_id) > 1
            lead.zoho_total = 0 if mixed else sum(lines.mapped("amount"))

    @api.depends("zoho_episode_ids.number")
    def _compute_zoho_episode_id(self):
        for lead in self:
            lead.zoho_episode_id = lead.zoho_episode_ids.sorted("number")[-1:]

    @api.depends_context("uid")
    @api.depends("zoho_episode_ids")
    def _compute_zoho_counts(self):
        for lead in self:
            # how many there are may be told; which, the actions' rights tell
            episodes_sudo = lead.sudo().zoho_episode_ids
            lead.zoho_contract_count = len(episodes_sudo.contract_id)
            lead.zoho_invoice_count = len(episodes_sudo._invoices())

    @api.depends_context("uid", "lang")
    @api.depends(
        "zoho_category", "zoho_error", "partner_id", "zoho_line_ids", "zoho_episode_ids"
    )
    def _compute_zoho_problem(self):
        for lead in self:
            problems = lead._zoho_problems() if lead._zoho_unbilled() else []
            if lead.zoho_error:
                problems.append(lead.zoho_error)
            lead.zoho_problem = "\n".join(problems)

    def _zoho_unbilled(self):
        """Tell whether winning the deal has something billed that is not yet."""
        if not self.zoho_backend_id or self.zoho_category not in ("open", "won"):
            return False
        return self.zoho_episode_id.state not in ("waiting", "active", "stopped")

    def _zoho_company(self):
        """Return the company that bills the deal."""
        company = self.company_id or self.zoho_backend_id.sudo().company_id
        return company or self.env.company

    def _zoho_add_up(self):
        """Have the amounts follow the products, in the company's currency."""
        today = fields.Date.context_today(self)
        monthly = self.env["crm.recurring.plan"].search(
            [("number_of_months", "=", 1)], limit=1
        )
        for lead in self:
            if not lead.zoho_line_ids:
                continue
            company = lead._zoho_company()
            total = each_month = 0
            for line in lead.zoho_line_ids:
                amount = line.currency_id._convert(
                    line.amount, company.currency_id, company, today
                )
                total += amount
                product = line.product_id
                cycle = plan.recurrence(
                    product.zoho_billing,
                    product.zoho_interval,
                    product.zoho_interval_unit,
                )
                each_month += amount / plan.months(*cycle) if cycle else 0
            vals = {"expected_revenue": total}
            if monthly:
                each_month = company.currency_id.round(each_month)
                vals["recurring_revenue"] = each_month
                vals["recurring_plan"] = monthly.id if each_month else False
            changed = {
                name: value
                for name, value in vals.items()
                if lead._fields[name].convert_to_write(lead[name], lead) != value
            }
            if changed:
                lead.write(changed)

    # -- what others are told ----------------------------------------------------------

    def _zoho_tell(self, text, status=None):
        """Note something here and in Zoho CRM, and the new status."""
        if status:
            self.write({"zoho_status": status})
        self.message_post(body=text)
        self._zoho_changed_status(text)

    def _zoho_changed_status(self, text):
        """Hook: what follows where ``zoho_status`` changed, or there is news.

        :param text: a sentence for people in Zoho CRM
        """

    # -- views -------------------------------------------------------------------------

    def action_zoho_contracts(self):
        """Open the contracts of the deal."""
        contracts = self.zoho_episode_ids.contract_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contracts"),
            "res_model": "contract.contract",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", contracts.ids)],
            "context": {"create": False},
        }

    def action_zoho_invoices(self):
        """Open the invoices of the deal."""
        # which these are is no secret; the action shows what the user may see
        invoices = self.sudo().zoho_episode_ids._invoices()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "views": [
                (self.env.ref("account.view_out_invoice_tree").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", invoices.ids)],
            "context": {"create": False},
        }
