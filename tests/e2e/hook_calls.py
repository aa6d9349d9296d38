"""What the hook file of WHMCS sends, without a WHMCS that runs it."""

import hashlib
import hmac
import json
import time

# what WHMCS calls a change, and the id of what was changed
HOOKS = {
    "client": ("ClientEdit", "userid"),
    "contact": ("ContactEdit", "contactid"),
    "invoice": ("InvoicePaid", "invoiceid"),
}


def hook_call(secret, number, kind, remote_id, size=0):
    """Return the body (bytes) and the headers of a call that is signed with ``secret``.

    :param number: what WHMCS counts its calls by; the same one is the same call
    :param size: the least number of bytes
    """
    hook, variable = HOOKS[kind]
    events = [{"event": hook, "ids": {variable: remote_id}}]
    body = json.dumps({"id": number, "events": events}).encode().ljust(size)
    return body, signed(secret, body)


def signed(secret, body):
    """Return the headers of a call with some body (bytes), signed as of now."""
    now = str(int(time.time()))
    message = now.encode() + b"." + body
    return {
        "Content-Type": "application/json",
        "X-Odoo-Sync-Time": now,
        "X-Odoo-Sync-Signature": hmac.new(
            secret.encode(), message, hashlib.sha256
        ).hexdigest(),
    }
