{
    "name": "Synchronisation with a dummy",
    "summary": "A remote system in memory, to test the engine with; never for real use",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Integria Sync contributors",
    "license": "AGPL-3",
    "depends": ["sync_base"],
}
