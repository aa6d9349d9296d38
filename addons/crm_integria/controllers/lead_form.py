from odoo.http import Controller, request, route

from ..lib import integria_api
from ..models.crm_lead_form import HONEYPOT

PATH = "/crm_integria/form/<string:key>"
OPERATION = "form"


class LeadForm(Controller):
    """Contact forms: a page that works without scripts, and what other sites send."""

    @route(PATH, type="http", auth="public", methods=["GET"])
    def page(self, key, **_query):
        return self._page(self._form(key), {}, {})

    @route(
        PATH,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def submit(self, key, **given):
        form = self._form(key)
        calls = request.env["crm.api.call"].sudo()
        http = request.httprequest
        call = {"op": OPERATION, "user": form.key, "address": http.remote_addr or ""}
        if calls._is_too_often(call["address"]):
            calls._add(call, "rate")
            return self._page(form, given, {"": "rate"}, 429)
        origin = form._origin_of(http.headers.get("Origin") or http.referrer)
        if not form._allows(origin, form._origin_of(http.host_url)):
            calls._add(call, "address", reason=f"site: {origin}")
            return self._page(form, given, {"": "site"}, 403)
        texts = {
            name: integria_api.clean(value)
            for name, value in given.items()
            if isinstance(value, str)
        }
        if texts.get(HONEYPOT):
            # a program: it is told what people are told
            calls._add(call, "failed", reason="honeypot")
            return self._thanks(form)
        if errors := form._submit(texts):
            calls._add(call, "failed", reason=", ".join(errors))
            return self._page(form, texts, errors, 422)
        calls._add(call, "done")
        return self._thanks(form)

    @staticmethod
    def _form(key):
        # the key is what the page is known by
        form = request.env["crm.lead.form"].sudo().search([("key", "=", key)], limit=1)
        if not form:
            raise request.not_found()
        return form

    def _thanks(self, form):
        return self._answer("crm_integria.lead_form_thanks", {"form": form}, form)

    def _page(self, form, given, errors, status=200):
        values = form._page_values(given, errors)
        return self._answer("crm_integria.lead_form_page", values, form, status)

    @staticmethod
    def _answer(template, values, form, status=200):
        html = request.env["ir.qweb"]._render(template, values)
        sites = " ".join(["'self'", *(form.origins or "").split()])
        policy = (
            f"default-src 'self'; style-src 'unsafe-inline'; frame-ancestors {sites}"
        )
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(f"<!DOCTYPE html>{html}", headers, status=status)
