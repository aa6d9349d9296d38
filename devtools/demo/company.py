"""The company of the demo: Nordlys Hosting, with its taxes, currencies and mails."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

from .tables import refs

DOMAIN = "nordlys.example"
MAILBOX = f"leads@{DOMAIN}"
COMPANY = {
    "name": "Nordlys Hosting ApS",
    "street": "Havnegade 12",
    "zip": "8000",
    "city": "Aarhus C",
    "phone": "+45 70 20 30 40",
    "email": f"hello@{DOMAIN}",
    "website": f"https://{DOMAIN}",
    "vat": "DK13585628",
}
VAT = 25
# what a krone is in the customers' currencies
RATES = {"EUR": 0.134, "GBP": 0.114}


def found_company(rpc):
    """Give the company name, address, currency and taxes; return its partner's id."""
    currencies = refs(rpc, [f"base.{name}" for name in ("DKK", *RATES)])
    rpc.call("res.currency", "write", list(currencies.values()), {"active": True})
    country = rpc.ref("base.dk")
    picture = base64.b64encode(logo()).decode()
    rpc.call(
        "res.company",
        "write",
        [1],
        {
            **COMPANY,
            "country_id": country,
            "currency_id": currencies["base.DKK"],
            "account_fiscal_country_id": country,
            "logo": picture,
            "crm_invoice_logo": picture,
        },
    )
    rates = [
        {"currency_id": currencies[f"base.{name}"], "rate": rate, "name": "2020-01-01"}
        for name, rate in RATES.items()
    ]
    rpc.call("res.currency.rate", "create", rates)
    _adapt_taxes(rpc, country)
    _mail_as(rpc)
    company = rpc.read("res.company", 1, "partner_id")
    return company["partner_id"][0]


def logo():
    """Return a picture (PNG): northern lights above the company's name."""
    image = Image.new("RGB", (520, 130), "white")
    draw = ImageDraw.Draw(image)
    for number, colour in enumerate(("#1b998b", "#2d6a8e", "#6a4c93")):
        left = 14 + 14 * number
        draw.arc((left, 22, left + 90, 148), 180, 360, fill=colour, width=9)
    draw.text((150, 38), "Nordlys Hosting", "#22333b", ImageFont.load_default(46))
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def _adapt_taxes(rpc, country):
    """Have the taxes that Odoo came with be the country's, the usual ones its VAT."""
    for model in ("account.tax.group", "account.tax"):
        rpc.call(model, "write", rpc.call(model, "search", []), {"country_id": country})
    usual = rpc.read("res.company", 1, "account_sale_tax_id", "account_purchase_tax_id")
    taxes = [usual["account_sale_tax_id"][0], usual["account_purchase_tax_id"][0]]
    name = f"VAT {VAT}%"
    rpc.call("account.tax", "write", taxes, {"name": f"{VAT}%", "amount": VAT})
    group = rpc.read("account.tax", taxes[0], "tax_group_id")["tax_group_id"][0]
    rpc.call("account.tax.group", "write", [group], {"name": name})


def _mail_as(rpc):
    """Have mails come from the company, also those that waited for a server."""
    domain = rpc.create("mail.alias.domain", name=DOMAIN)
    rpc.call("res.company", "write", [1], {"alias_domain_id": domain})
    # nobody outside is asked about leads
    setting = ("crm.iap.lead.enrich.setting", "manual")
    rpc.call("ir.config_parameter", "set_param", *setting)
    waiting = rpc.call("mail.mail", "search", [["state", "!=", "sent"]])
    rpc.call("mail.mail", "write", waiting, {"state": "outgoing"})
    queue = rpc.ref("mail.ir_cron_mail_scheduler_action")
    rpc.call("ir.cron", "method_direct_trigger", [queue])
