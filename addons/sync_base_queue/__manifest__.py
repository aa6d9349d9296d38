{
    "name": "Synchronisation through the job queue",
    "summary": "Synchronisation on several workers and nodes, as jobs of queue_job",
    "version": "19.0.1.1.0",
    "category": "Productivity",
    "author": "Integria Sync contributors, Odoo Community Association (OCA)",
    "license": "AGPL-3",
    "development_status": "Alpha",
    "depends": ["queue_job", "sync_base"],
    "data": [
        "data/queue_job_data.xml",
        "views/sync_backend_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
