"""A simulated e-conomic: REST, OpenAPI, log-in and webhooks of one agreement."""
