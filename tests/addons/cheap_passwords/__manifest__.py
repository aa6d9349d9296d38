{
    "name": "Passwords that cost little",
    "summary": "Loaded by servers under test: Odoo takes a quarter of a second of a "
    "processor for each log-in, on purpose, and tests log in some thousand times.",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Integria Sync contributors",
    "license": "AGPL-3",
    "depends": ["base"],
}
