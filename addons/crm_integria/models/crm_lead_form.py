import secrets
from urllib.parse import urlsplit

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

from ..lib import lead_api

# beside the name and the e-mail address, which every form asks for
ASKED = ("company", "position", "phone", "country", "comments")
# people do not see it; programs that fill in everything do
HONEYPOT = "homepage"


class CrmLeadForm(models.Model):
    """A contact form for a web site: a page here, and a snippet for pages elsewhere."""

    _name = "crm.lead.form"
    _description = "Contact form"
    _order = "name"

    name = fields.Char(required=True, translate=True, help="The title of the page")
    active = fields.Boolean(default=True)
    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: secrets.token_urlsafe(16),
    )
    origins = fields.Char(
        "Sites",
        help="Where the snippet stands, separated by blanks: https://www.example.com. "
        "Other sites cannot send it; its own page always can.",
    )
    ask_company = fields.Boolean("Company", default=True)
    ask_position = fields.Boolean("Position")
    ask_phone = fields.Boolean("Phone", default=True)
    ask_country = fields.Boolean("Country")
    ask_comments = fields.Boolean("Message", default=True)
    introduction = fields.Html(translate=True)
    thanks = fields.Html(
        translate=True, default=lambda self: self.env._("<p>Thank you.</p>")
    )
    user_id = fields.Many2one(
        "res.users", "Owner of the leads", domain=[("share", "=", False)]
    )
    crm_company_id = fields.Many2one(
        "res.partner", "Managed by", domain=[("is_crm_company", "=", True)]
    )
    campaign_id = fields.Many2one("utm.campaign")
    tag_ids = fields.Many2many("crm.tag")
    url = fields.Char("Page", compute="_compute_url")
    snippet = fields.Text("HTML to paste", compute="_compute_snippet")
    lead_count = fields.Integer("Leads", compute="_compute_lead_count")

    _key_once = models.Constraint("UNIQUE (key)", "Another form has this key.")

    @api.constrains("origins")
    def _check_origins(self):
        for form in self:
            for origin in (form.origins or "").split():
                if form._origin_of(origin) != origin:
                    raise ValidationError(
                        self.env._(
                            "“%s” is no site. Write it as browsers do: "
                            "https://www.example.com, without a path.",
                            origin,
                        )
                    )

    @api.depends("key")
    def _compute_url(self):
        for form in self:
            form.url = f"{form.get_base_url()}/crm_integria/form/{form.key}"

    def _compute_lead_count(self):
        groups = self.env["crm.lead"]._read_group(
            [("crm_form_id", "in", self.ids)], ["crm_form_id"], ["__count"]
        )
        counts = dict(groups)
        for form in self:
            form.lead_count = counts.get(form, 0)

    @api.depends_context("lang")
    @api.depends("key", *(f"ask_{name}" for name in ASKED))
    def _compute_snippet(self):
        for form in self:
            body = self.env["ir.qweb"]._render(
                "crm_integria.lead_form_fields", form._page_values({}, {})
            )
            form.snippet = Markup('<form method="post" action="%s">\n%s\n</form>') % (
                form.url,
                body.strip(),
            )

    def action_view_leads(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_integria.crm_lead_action"
        )
        return {**action, "domain": [("crm_form_id", "=", self.id)], "context": {}}

    # --- the page -------------------------------------------------------------------

    @staticmethod
    def _origin_of(address):
        """Return the origin of an address, as browsers write it; '' for none."""
        parts = urlsplit(address or "")
        known = parts.scheme in ("http", "https") and parts.netloc
        return f"{parts.scheme}://{parts.netloc.lower()}" if known else ""

    def _allows(self, origin, own):
        """Whether the form may be sent from a site."""
        return bool(origin) and origin in {own, *(self.origins or "").split()}

    def _names(self):
        return ["name", "email", *(name for name in ASKED if self[f"ask_{name}"])]

    def _page_values(self, given, errors):
        """Return what the templates of the page need."""
        countries = self.env["res.country"].sudo()
        return {
            "form": self,
            "names": self._names(),
            "given": given,
            "errors": errors,
            "honeypot": HONEYPOT,
            "countries": countries.search(fields.Domain.TRUE)
            if self.ask_country
            else countries,
        }

    def _given(self, given):
        """Return what was filled in, of what the form asks for."""
        return {name: given[name] for name in self._names() if given.get(name)}

    def _submit(self, given):
        """Create the lead of a filled-in form; return errors by field, empty if made.

        :param given: ``{name: text}`` of the fields that the form asks for
        """
        self.ensure_one()
        values, errors = lead_api.check(self._given(given))
        if errors:
            return errors
        # Anybody may fill in a form: it only creates, and only what it asks for. As
        # Odoo itself: the public user has no address to tell the owner from.
        leads = self.env["crm.lead"].with_company(self.env.company)
        _lead, errors = leads.with_user(SUPERUSER_ID)._crm_api_create(
            values,
            crm_form_id=self.id,
            user_id=self.user_id.id,
            crm_company_id=self.crm_company_id.id,
            campaign_id=self.campaign_id.id,
            tag_ids=[(6, 0, self.tag_ids.ids)],
            lang_id=self.env["res.lang"]._get_data(code=self.env.lang).id,
        )
        return errors


class CrmLead(models.Model):
    _inherit = "crm.lead"

    crm_form_id = fields.Many2one(
        "crm.lead.form",
        "Contact form",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
