"""The CRM, beside its demo data: custom fields, documents, invoices, mails, forms."""

from email.message import EmailMessage

from odoo.addons.crm_integria.models.crm_lead_mail import MAILBOX

from .books import invoice, pay

# where the XML ids of the demo data are afterwards
USERS = "__import__"
ADDRESS = "leads@ours.example"
SETTINGS = {
    MAILBOX: ADDRESS,
    "crm_integria.new_companies": "True",
    **{
        f"crm_integria.api_{name}": value
        for name, value in {
            "on": "True",
            "user_id": "6",
            "networks": "192.0.2.0/24",
            "password": "$pbkdf2-sha512$1$of$nothing",
            "rate": "60",
            "without_user_pass": "True",
        }.items()
    },
}


def fill(env):
    for key, value in SETTINGS.items():
        env["ir.config_parameter"].set_param(key, value)
    company = env.ref("crm_integria.company_a")
    _custom_fields(env, company)
    _documents(env)
    _invoices(env, company)
    _leads(env, company)


def adopt(env):
    """Make the demo data a user's own: they are no part of the addon."""
    models = ("res.partner", "res.users", "contract.contract", "crm.lead")
    domain = [("module", "=", "crm_integria"), ("model", "in", models)]
    env["ir.model.data"].search(domain).write({"module": USERS})


def _custom_fields(env, company):
    section = env["crm.field.section"].create({"name": "Technology"})
    make = env["crm.custom.field"].create
    of_companies = env.ref("crm_integria.field_set_company")
    text = make({"set_id": of_companies.id, "name": "Domain", "section_id": section.id})
    choice = make(
        {
            "set_id": of_companies.id,
            "name": "Size",
            "field_type": "selection",
            "choices": "small\nlarge",
        }
    )
    values = {text.property_name: "ærø.example", choice.property_name: "large"}
    company.crm_properties = values
    contract = env.ref("crm_integria.contract_a")
    term = make({"set_id": contract.crm_type_id.field_set_id.id, "name": "Term"})
    contract.crm_properties = {term.property_name: "three years"}
    line = {"name": "Support", "quantity": 1, "price_unit": 80}
    contract.contract_line_ids = [(0, 0, line)]


def _documents(env):
    template = env["crm.document.template"].create(
        {
            "name": "Agreement of ours",
            "lang": "en_US",
            "body": "<p>Between us and _company_name_</p>",
            "crm_type_ids": [
                (6, 0, env.ref("crm_integria.contract_type_services").ids)
            ],
        }
    )
    contract = env.ref("crm_integria.contract_a")
    for _version in range(2):
        contract.crm_generate_document(template.id)


def _invoices(env, company):
    """Two by the pattern, one of them paid, and one by hand."""
    env.company.write(
        {"crm_numbers_by_pattern": True, "crm_number_pattern": "15/[1000]"}
    )
    env.company.crm_invoice_header = "<p>Ærø Web</p>"
    paid = invoice(env, company, 100)
    pay(paid)
    by_hand = invoice(env, company, 250, crm_discount=10)
    by_hand.write({"name": "by hand 7"})


def _leads(env, company):
    lead = env.ref("crm_integria.lead_a")
    # a status that the addon adds to Odoo's stages
    lead.stage_id = env["crm.stage"].search([("crm_code", "=", "20")])
    lead.message_post(body="We spoke.", message_type="comment")
    lead.activity_schedule("crm_integria.activity_alarm", summary="Call again")
    campaign = env["utm.campaign"].create({"name": "Spring"})
    form = env["crm.lead.form"].create(
        {
            "name": "Contact",
            "crm_company_id": company.id,
            "campaign_id": campaign.id,
            "origins": "https://a.example",
        }
    )
    form.with_context(lang="de_DE").name = "Kontakt"
    lead.crm_form_id = form
    env["fetchmail.server"].create({"name": "Leads", "crm_lead_mailbox": True})
    for number in (lead.id, 987654):
        env["mail.thread"].message_process(None, _mail(number).as_bytes())


def _mail(lead):
    message = EmailMessage()
    message["Subject"] = f"Re: [Lead#{lead}] Offer"
    message["From"] = "ana@bakery.example"
    message["To"] = ADDRESS
    message["Message-Id"] = f"<{lead}@there.example>"
    message.set_content("I want it")
    return message
