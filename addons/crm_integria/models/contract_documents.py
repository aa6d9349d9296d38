import re

from odoo import fields, models
from odoo.exceptions import UserError

# what file systems and mail programs do not take
UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")


class ContractContract(models.Model):
    """Documents of a contract, made from templates and kept with it."""

    _inherit = "contract.contract"

    def crm_generate_document(self, template_id):
        """Make the PDF of a contract from a template; return the attachment's id.

        It is attached to the contract and logged. What was made before stays: this is
        the next version. For programs as well.

        :raises AccessError: the user may not change the contract, or see the template
        :raises UserError: the template is for other types of contracts
        """
        self.ensure_one()
        self.check_access("write")
        template = self.env["crm.document.template"].browse(template_id)
        template.check_access("read")
        types = template.crm_type_ids
        if types and self.crm_type_id not in types:
            raise UserError(
                self.env._(
                    "%(template)s is for contracts of the types %(types)s, and "
                    "%(contract)s is none of them.",
                    template=template.name,
                    types=", ".join(types.mapped("name")),
                    contract=self.name,
                )
            )
        version = 1 + self.env["ir.attachment"].search_count(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("crm_template_id", "=", template.id),
            ]
        )
        made = template._render(self)
        body = self.env._(
            "%(template)s was generated, version %(version)s.",
            template=template.name,
            version=version,
        )
        if made.refused:
            # the reader of the document would miss it without a word
            body += " " + self.env._(
                "Left out, as only the template's own pictures are shown: %s.",
                ", ".join(made.refused),
            )
        name = self._crm_document_name(template, version)
        message = self.message_post(body=body, attachments=[(name, made.content)])
        # who may change the contract made it just now
        message.attachment_ids.sudo().crm_template_id = template
        return message.attachment_ids.id

    def _crm_document_name(self, template, version):
        today = fields.Date.context_today(self)
        parts = [template.name, self.name or "", str(today)]
        name = UNSAFE.sub("_", " - ".join(part for part in parts if part))
        return f"{name} v{version}.pdf" if version > 1 else f"{name}.pdf"

    def action_crm_documents(self):
        """Choose the template of documents of these contracts."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Generate PDF from template"),
            "res_model": "crm.document.generate",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_contract_ids": self.ids},
        }
