from odoo import api, fields, models

from ..models.crm_lead_macros import MODEL


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    crm_lang = fields.Char(compute="_compute_crm_lang")

    @api.depends("model", "res_ids")
    def _compute_crm_lang(self):
        for composer in self:
            langs = []
            if composer.model == MODEL:
                leads = self.env[MODEL].browse(composer._evaluate_res_ids())
                langs = leads.mapped("lang_id.code")
            # leads of several languages are offered all templates
            composer.crm_lang = langs[0] if len(langs) == 1 else False
