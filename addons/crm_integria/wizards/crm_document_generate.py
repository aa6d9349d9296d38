from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

BATCH = 10


class CrmDocumentGenerate(models.TransientModel):
    """A document for each of some contracts, some at a time."""

    _name = "crm.document.generate"
    _description = "Documents of contracts"

    contract_ids = fields.Many2many("contract.contract", required=True)
    single = fields.Boolean(compute="_compute_single")
    template_id = fields.Many2one(
        "crm.document.template",
        required=True,
        compute="_compute_template_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="['|', ('crm_type_ids', '=', False), ('crm_type_ids', 'in', type_ids)]",
    )
    type_ids = fields.Many2many("crm.contract.type", compute="_compute_single")
    state = fields.Selection(
        [("template", "Template"), ("running", "Being made"), ("done", "Made")],
        default="template",
        readonly=True,
    )
    total = fields.Integer(readonly=True)
    done = fields.Integer(readonly=True)
    failures = fields.Text(readonly=True)
    made_ids = fields.Many2many("ir.attachment", readonly=True)
    # contracts whose document is not there yet
    left_ids = fields.Many2many(
        "contract.contract", "crm_document_generate_left", readonly=True
    )

    @api.depends("contract_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.contract_ids) == 1
            wizard.type_ids = wizard.contract_ids.crm_type_id

    @api.depends("contract_ids")
    def _compute_template_id(self):
        """Offer the first template in the customer's language that is for the type."""
        for wizard in self:
            contract = wizard.contract_ids[:1]
            types = contract.crm_type_id._origin.ids
            found = self.env["crm.document.template"].search(
                ["|", ("crm_type_ids", "=", False), ("crm_type_ids", "in", types)]
            )
            language = contract.partner_id.lang
            fitting = found.filtered(lambda each, lang=language: each.lang == lang)
            wizard.template_id = (fitting or found)[:1]

    def action_generate(self):
        """Make the document of one contract at once, those of many by batches."""
        self.ensure_one()
        if self.single:
            self.contract_ids.crm_generate_document(self.template_id.id)
            return {"type": "ir.actions.act_window_close"}
        self.write(
            {
                "state": "running",
                "total": len(self.contract_ids),
                "done": 0,
                "left_ids": [fields.Command.set(self.contract_ids.ids)],
            }
        )
        return self._reopen()

    def generate_batch(self):
        """Make the next documents; return how many are left.

        For programs as well, which call it until nothing is left: each call is a
        transaction of its own. A contract that fails is told, and the others go on.
        """
        self.ensure_one()
        batch = self.left_ids[:BATCH]
        made, failures = [], []
        for contract in batch:
            try:
                with self.env.cr.savepoint():
                    made.append(contract.crm_generate_document(self.template_id.id))
            except (AccessError, UserError, ValidationError) as error:
                failures.append(f"{contract.sudo().name}: {error}")
        left = self.left_ids - batch
        self.write(
            {
                "left_ids": [fields.Command.set(left.ids)],
                "made_ids": [fields.Command.link(each) for each in made],
                "done": self.done + len(batch),
                "failures": "\n".join(filter(None, [self.failures, *failures])),
                "state": "running" if left else "done",
            }
        )
        return len(left)

    def action_stop(self):
        """Leave it at the documents that were made."""
        self.state = "done"
        return self._reopen()

    def action_documents(self):
        """Show the documents that were made."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.template_id.name,
            "res_model": "ir.attachment",
            "views": [(False, "kanban"), (False, "list"), (False, "form")],
            "domain": [("id", "in", self.made_ids.ids)],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Generate PDF from template"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
