"""The company's books, and a language beside English."""

from devtools import paths

LANGUAGE = "de_DE"


def fill(env):
    env["account.chart.template"].try_loading("generic_coa", company=env.company)
    env["res.lang"]._activate_lang(LANGUAGE)
    addons = env["ir.module.module"].search([("name", "in", paths.own_addons())])
    addons._update_translations(LANGUAGE)


def invoice(env, partner, price, **values):
    """Return a posted customer invoice of one line, without taxes."""
    line = {"name": "Advice", "price_unit": price, "tax_ids": [(5,)]}
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2026-03-01",
            "invoice_line_ids": [(0, 0, line)],
            **values,
        }
    )
    move.action_post()
    return move


def pay(invoice):
    register = invoice.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    )
    return register.create({})._create_payments()
