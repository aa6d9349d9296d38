"""Channels, and the calls to who subscribed."""
