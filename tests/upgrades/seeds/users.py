"""What users changed of what the addons bring, and of their translations."""

from .books import LANGUAGE

# records that later versions leave alone, with what a user wrote into them
CHANGES = {
    "sync_base.mail_template_incident": {"subject": "Look at {{ object.name }}"},
    "sync_zoho.mail_template_invoice": {"subject": "Your invoice, dear customer"},
    "sync_base.sync_preview_cron": {"interval_number": 3, "priority": 7},
    "sync_base.mail_activity_type_failing": {"icon": "fa-bomb"},
    "crm_integria.contract_type_services": {"remind_days": 99},
    "crm_integria.document_contract_en": {"body": "<p>Our own words</p>"},
    "sync_whmcs.product_domain": {"list_price": 12.5},
    "sync_whmcs_helpdesk.project_support": {"name": "Our help"},
}
# the same for another language
TRANSLATED = {
    "crm_integria.role_customer": {"name": "Unser Kunde"},
    "sync_zoho.mail_template_pay_link": {"subject": "Bitte zahlen"},
    "sync_whmcs_helpdesk.stage_invoiced": {"name": "Abgerechnet"},
}


def fill(env):
    for xml_id, values in CHANGES.items():
        env.ref(xml_id).write(values)
    for xml_id, values in TRANSLATED.items():
        env.ref(xml_id).with_context(lang=LANGUAGE).write(values)
    manager = env.ref("sync_base.group_sync_manager")
    user = env.ref("base.user_admin")
    user.write({"group_ids": [(4, manager.id)]})
    env["res.users.apikeys"].with_user(user).sudo()._generate(None, "a program", None)
    env["ir.filters"].create(
        {"name": "Mine", "model_id": "sync.issue", "domain": "[('times', '>', 1)]"}
    )
    env["mail.template"].create(
        {
            "name": "About a backend",
            "model_id": env["ir.model"]._get_id("sync.backend"),
            "subject": "{{ object.name }}",
        }
    )
