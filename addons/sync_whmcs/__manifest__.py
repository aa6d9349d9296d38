{
    "name": "Synchronisation with WHMCS",
    "summary": "WHMCS clients and contacts live in Odoo",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "Integria Sync contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "application": True,
    "development_status": "Alpha",
    "depends": ["contacts", "sync_base"],
    "external_dependencies": {"python": ["requests"]},
    "data": ["views/sync_backend_views.xml"],
}
