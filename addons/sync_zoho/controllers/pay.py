from odoo.http import Controller, request, route

from odoo.addons.sync_base.lib.events import same_secret

# compared with where there is no such episode, so that both take as long
NO_TOKEN = "-" * 43


class ZohoPay(Controller):
    """The pay link of a deal, which leads on as long as there is something to pay."""

    @route(
        "/zoho/pay/<int:episode_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        readonly=False,
    )
    def zoho_pay(self, episode_id, token, **_more):
        # Without the token nothing is told, not even that there is an episode.
        episodes_sudo = request.env["zoho.deal.episode"].sudo()
        # as PostgreSQL has integers
        exists = 0 < episode_id < 2**31 and episodes_sudo.browse(episode_id).exists()
        episode_sudo = exists or episodes_sudo
        known = same_secret(episode_sudo.token or NO_TOKEN, token)
        if not known or not episode_sudo:
            raise request.not_found()
        what, invoice_sudo = episode_sudo._pay_target()
        if what == "pay":
            url = invoice_sudo.get_portal_url(
                query_string="&payment=True", anchor="portal_pay"
            )
            return request.redirect(url)
        request.update_context(lang=episode_sudo.partner_id.lang or request.env.lang)
        values = {
            "what": what,
            "reason": episode_sudo.reason,
            "company": episode_sudo.company_id.name,
            "deal": episode_sudo.lead_id.name,
            "invoice": invoice_sudo.name,
            "invoice_url": invoice_sudo and invoice_sudo.get_portal_url(),
        }
        response = request.render("sync_zoho.pay_page", values)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
