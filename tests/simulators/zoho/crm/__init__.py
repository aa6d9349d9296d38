"""The REST API: records, related lists, search and COQL."""
