{
    "name": "Synchronisation with e-conomic",
    "summary": "Customers and contact persons of e-conomic live in Odoo, and back",
    "version": "19.0.1.1.0",
    "category": "Accounting",
    "author": "Integria Sync contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "application": True,
    "development_status": "Alpha",
    "depends": ["account", "contacts", "sync_base"],
    "external_dependencies": {"python": ["lxml", "python-stdnum", "requests", "zeep"]},
    "data": [
        "security/ir.model.access.csv",
        "security/economic_rules.xml",
        "views/economic_item_views.xml",
        "views/res_partner_views.xml",
        "views/sync_backend_views.xml",
    ],
}
