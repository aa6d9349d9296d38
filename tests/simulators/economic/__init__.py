"""A simulated e-conomic: REST, OpenAPI, SOAP, log-in and webhooks of one agreement."""
