import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..lib import document, macros, pdf

# as Odoo's editor writes pictures that were pasted; what comes after is their name
IMAGE = re.compile(r"/web/image/(\d+)[^\"'?#\s)]*")
WRITTEN = ("body", "header", "footer")


class CrmDocumentTemplate(models.Model):
    """A document that contracts fill in: HTML with macros, made into PDF.

    It is text and nothing else: no QWeb, no scripts; of pictures it has its own.
    """

    _name = "crm.document.template"
    _description = "Template of documents"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    description = fields.Text()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    crm_type_ids = fields.Many2many(
        "crm.contract.type", string="Types of contracts", help="None: for all of them"
    )
    lang = fields.Selection(
        "_langs",
        "Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
        help="Of dates, of what contracts have in several languages, and of the reader",
    )
    body = fields.Html(sanitize_style=False, sanitize_attributes=True)
    header = fields.Html(help="On every page")
    footer = fields.Html(help="On every page")
    paper = fields.Selection(
        [
            ("A4", "A4"),
            ("A4-landscape", "A4, landscape"),
            ("A5", "A5"),
            ("Letter", "Letter"),
        ],
        required=True,
        default="A4",
    )
    # those of Integria, in millimetres
    margin_top = fields.Integer(default=20)
    margin_right = fields.Integer(default=15)
    margin_bottom = fields.Integer(default=16)
    margin_left = fields.Integer(default=15)
    numbered = fields.Boolean("Page numbers", default=True)

    @api.model
    def _langs(self):
        every = self.env["res.lang"].with_context(active_test=False)
        languages = every.search(Domain.TRUE)
        return [(language.code, language.name) for language in languages]

    @api.constrains("margin_top", "margin_right", "margin_bottom", "margin_left")
    def _check_margins(self):
        for template in self:
            if not all(0 <= margin <= 80 for margin in template._margins()):
                raise ValidationError(
                    self.env._(
                        "%s: margins are 0 to 80 millimetres wide.", template.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._adopt_images()
        return templates

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & set(WRITTEN):
            self._adopt_images()
        return result

    def copy(self, default=None):
        """Copy templates with their pictures."""
        copies = super().copy(default)
        for template, new in zip(self, copies, strict=True):
            for attachment in template._images():
                copied = attachment.copy({"res_id": new.id})
                old, ours = f"/web/image/{attachment.id}", f"/web/image/{copied.id}"
                pattern = re.compile(rf"{old}(?!\d)")
                for name in WRITTEN:
                    if new[name]:
                        new[name] = pattern.sub(ours, new[name])
        return copies

    def copy_data(self, default=None):
        found = super().copy_data(default)
        if "name" not in (default or {}):
            for template, vals in zip(self, found, strict=True):
                vals["name"] = self.env._("%s (copy)", template.name)
        return found

    # -- making a document -------------------------------------------------------------

    def _render(self, contract):
        """Return the `pdf.Pdf` of a contract."""
        self.ensure_one()
        html = self._html(contract)
        images = {
            path: (attachment.mimetype, attachment.raw)
            for attachment in self._images()
            for path in self._paths(attachment)
        }
        return pdf.render(html, images)

    def _html(self, contract):
        """Return the whole HTML of a contract's document."""
        values = contract._crm_macros(self)
        body, header, footer = (
            macros.replace(self[name] or "", values) for name in WRITTEN
        )
        return document.page(
            body,
            header,
            footer,
            title=f"{self.name} - {contract.name}",
            lang=self.lang,
            paper=self.paper,
            margins=self._margins(),
            numbered=self.numbered,
        )

    def _margins(self):
        return (
            self.margin_top,
            self.margin_right,
            self.margin_bottom,
            self.margin_left,
        )

    def _text(self):
        return "\n".join(self[name] or "" for name in WRITTEN)

    # -- pictures ----------------------------------------------------------------------

    def _images(self, res_id=None):
        """Return the pictures that a template shows and that are its own."""
        ids = {int(found) for found in IMAGE.findall(self._text())}
        return self.env["ir.attachment"].search(
            [
                ("id", "in", list(ids)),
                ("res_model", "=", self._name),
                ("res_id", "=", self._origin.id if res_id is None else res_id),
                ("mimetype", "in", pdf.IMAGES),
            ]
        )

    def _paths(self, attachment):
        """Return the addresses under which a template shows a picture of its own."""
        return {
            match[0]
            for match in IMAGE.finditer(self._text())
            if int(match[1]) == attachment.id
        }

    def _adopt_images(self):
        """Pictures that were pasted before the template was saved belong to it now."""
        for template in self:
            pasted = template._images(res_id=0)
            pasted = pasted.filtered(lambda each: each.create_uid == self.env.user)
            if pasted:
                pasted.res_id = template.id
