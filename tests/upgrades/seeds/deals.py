"""A deal of Zoho CRM that was won and billed, and one that is open."""

from .connections import WHEN, backend_of


def fill(env):
    backend = backend_of(env, "zoho")
    backend.zoho_bill_from = "2026-01-01 00:00:00"
    env["zoho.token"].create(
        {
            "backend_id": backend.id,
            "refresh_token": "refreshing",
            "access_token": "accessing",
            "access_until": WHEN,
            "api_domain": "https://www.zohoapis.eu",
        }
    )
    product = env["product.product"].create(
        {
            "name": "Hosting by the month",
            "type": "service",
            "list_price": 100,
            "zoho_price": 100,
            "zoho_has_price": True,
            "zoho_billing": "monthly",
            "zoho_currency_id": env.company.currency_id.id,
            "taxes_id": [(5,)],
        }
    )
    customer = env["res.partner"].create(
        {
            "name": "Ada Ærø",
            "email": "ada@kunde.example",
            "zoho_language": "English",
            "country_id": env.ref("base.dk").id,
        }
    )
    won, _open = (_deal(backend, customer, product, name) for name in ("Won", "Open"))
    won.write({"zoho_category": "won"})
    won._zoho_follow()
    episode = won.zoho_episode_ids
    if not episode.contract_id or episode.invoice_id.state != "posted":
        raise RuntimeError(f"the deal was not billed: {won.zoho_problem}")


def _deal(backend, customer, product, name):
    line = {
        "product_id": product.id,
        "name": product.name,
        "price_unit": 100,
        "has_price": True,
    }
    return backend.env["crm.lead"].create(
        {
            "name": f"Hosting for Ada ({name})",
            "type": "opportunity",
            "company_id": backend.company_id.id,
            "partner_id": customer.id,
            "zoho_backend_id": backend.id,
            "zoho_contact_count": 1,
            "zoho_category": "open",
            "zoho_line_ids": [(0, 0, line)],
        }
    )
