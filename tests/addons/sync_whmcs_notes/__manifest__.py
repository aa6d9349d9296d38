{
    "name": "Notes of WHMCS clients",
    "summary": "Example of an addon that synchronises one more field",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Integria Sync contributors",
    "license": "AGPL-3",
    "depends": ["sync_whmcs"],
}
