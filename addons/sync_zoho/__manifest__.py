{
    "name": "Synchronisation with Zoho CRM",
    "summary": "A deal won in Zoho CRM becomes a paid, recurring contract in Odoo",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Integria Sync contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "application": True,
    "development_status": "Alpha",
    "depends": ["account_payment", "contract", "crm", "sync_base"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/sync_backend_views.xml",
    ],
}
