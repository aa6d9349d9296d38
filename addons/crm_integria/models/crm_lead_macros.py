from markupsafe import Markup

from odoo import api, fields, models

from ..lib import macros

MACROS = ("_DEST_NAME_", "_DEST_EMAIL_", "_SRC_NAME_", "_SRC_EMAIL_")
MODEL = "crm.lead"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _crm_macros(self):
        """Return ``{macro: text}`` of mails to a lead (Integria's manual, *Leads*)."""
        self.ensure_one()
        return dict(
            zip(
                MACROS,
                (
                    self.contact_name or self.partner_id.name or self.name or "",
                    self.email_from or "",
                    self.env.user.name,
                    self.env.user.email or "",
                ),
                strict=True,
            )
        )


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(
        self,
        template_src,
        model,
        res_ids,
        engine="inline_template",
        add_context=None,
        options=None,
    ):
        """Replace the macros of leads last: what they stand for is never rendered."""
        rendered = super()._render_template(
            template_src, model, res_ids, engine, add_context, options
        )
        if model == MODEL and any(name in (template_src or "") for name in MACROS):
            for lead in self.env[MODEL].browse(res_ids):
                rendered[lead.id] = self._crm_replace(rendered[lead.id], lead, engine)
        return rendered

    def _crm_replace(self, text, lead, engine):
        values = lead._crm_macros()
        if engine == "inline_template":
            # subjects and addresses: one line, and no HTML
            return macros.replace(text, values, lambda value: " ".join(value.split()))
        return Markup(macros.replace(str(text), values))


class MailTemplate(models.Model):
    _inherit = "mail.template"

    crm_lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "For leads in",
        help="Offered for leads of this language; without one, for all",
    )
    crm_unknown_macros = fields.Char(compute="_compute_crm_unknown_macros")

    @api.depends("subject", "body_html", "model")
    def _compute_crm_unknown_macros(self):
        for template in self:
            unknown = []
            if template.model == MODEL:
                text = f"{template.subject or ''} {template.body_html or ''}"
                unknown = macros.unknown(text, MACROS)
            template.crm_unknown_macros = ", ".join(unknown)
