{
    "name": "Synchronisation with WHMCS: events of a test",
    "summary": "Webhook calls as a test sends them; never for real use",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Integria Sync contributors",
    "license": "AGPL-3",
    "depends": ["sync_whmcs"],
}
