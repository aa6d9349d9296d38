from collections import defaultdict

from odoo import api, fields, models

from .account_move import STATES


class CrmLead(models.Model):
    """Opportunities of WHMCS invoices: items, payments and refunds are seen there."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sync.bound.mixin"]

    whmcs_invoice_id = fields.Many2one(
        "account.move",
        "Customer invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    whmcs_state = fields.Selection(STATES, "State in WHMCS", readonly=True, copy=False)
    whmcs_currency_id = fields.Many2one("res.currency", readonly=True, copy=False)
    whmcs_total = fields.Monetary(
        "Total in WHMCS",
        currency_field="whmcs_currency_id",
        readonly=True,
        copy=False,
    )
    whmcs_line_ids = fields.One2many(
        related="whmcs_invoice_id.invoice_line_ids", string="Items"
    )
    payment_ids = fields.One2many(
        "account.payment", "opportunity_id", "Payments", readonly=True
    )

    def _sync_create(self, vals_list):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_create(vals_list)
        partners = self.env["res.partner"].browse(
            vals["partner_id"] for vals in vals_list
        )
        complete = [
            {
                **vals,
                "company_id": backend.company_id.id,
                **backend._whmcs_owner_vals(partner, "user_id"),
                **self._whmcs_revenue(backend, vals),
            }
            for vals, partner in zip(vals_list, partners, strict=True)
        ]
        shared = {}
        if "iap_enrich_done" in self._fields:
            # customers are no leads: their addresses are not asked about elsewhere
            shared["iap_enrich_done"] = True
        for vals in complete:
            vals.update(shared)
        waiting = self._whmcs_waiting(vals_list)
        created = iter(
            self.create(
                [
                    vals
                    for vals in complete
                    if vals.get("whmcs_invoice_id") not in waiting
                ]
            )
        )
        leads = self.concat(
            *(
                waiting.get(vals.get("whmcs_invoice_id")) or next(created)
                for vals in complete
            )
        )
        for vals in vals_list:
            if lead := waiting.get(vals.get("whmcs_invoice_id")):
                lead.write({**vals, **self._whmcs_revenue(backend, vals)})
        leads._whmcs_follow(backend)
        return leads

    @api.model
    def _whmcs_waiting(self, vals_list):
        """Return ``{invoice id: its opportunity}`` of those that are there already.

        An invoice that stands for another in WHMCS keeps the opportunity of that one.
        """
        invoice_ids = {vals.get("whmcs_invoice_id") for vals in vals_list} - {None}
        leads = self.with_context(active_test=False)
        found = leads.search([("whmcs_invoice_id", "in", list(invoice_ids))])
        return {lead.whmcs_invoice_id.id: lead for lead in found}

    def _sync_write(self, values):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_write(values)
        if "whmcs_total" in values or "whmcs_currency_id" in values:
            for lead in self:
                now = {
                    "whmcs_total": lead.whmcs_total,
                    "whmcs_currency_id": lead.whmcs_currency_id.id,
                    "date_deadline": lead.date_deadline,
                    **values,
                }
                lead.write({**values, **self._whmcs_revenue(backend, now)})
        else:
            self.write(values)
        if "whmcs_state" in values:
            self._whmcs_follow(backend)
        return True

    @api.model
    def _whmcs_revenue(self, backend, vals):
        """Return the expected revenue, which Odoo keeps in the company's currency."""
        company = backend.company_id
        currency = self.env["res.currency"].browse(vals.get("whmcs_currency_id") or [])
        revenue = (currency or company.currency_id)._convert(
            vals.get("whmcs_total") or 0,
            company.currency_id,
            company,
            vals.get("date_deadline") or fields.Date.context_today(self),
        )
        return {"expected_revenue": revenue}

    def _whmcs_follow(self, backend):
        """Move opportunities to the stage of their state, won or lost where it says."""
        by_state = defaultdict(self.browse)
        for lead in self:
            by_state[lead.whmcs_state] |= lead
        for state, leads in by_state.items():
            outcome, stage = backend._whmcs_stage(state)
            if outcome == "lost":
                leads.filtered("active").action_set_lost()
                continue
            leads.filtered(lambda lead: not lead.active).action_restore()
            if outcome == "won" and not stage:
                leads.action_set_won()
            elif stage:
                leads.filtered(lambda lead, stage=stage: lead.stage_id != stage).write(
                    {"stage_id": stage.id}
                )
