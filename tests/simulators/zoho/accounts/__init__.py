"""The accounts servers: consent, tokens and their limits."""
