"""What waits for a person at WHMCS: a conflict, webhooks that failed, changes to undo.

And a dry run, which says what the next full synchronisation would change.
"""

import requests

from tests.e2e.hook_calls import hook_call, signed

from .simulator import wait_for_run, wait_until

SECRET = "a secret of the demo"
# numbers of clients in WHMCS: of the conflict, of the webhook, of the dry run
CONFLICT, TOLD, CHANGED = 5, 7, (21, 22, 23)
HERE = {"phone": "+45 70 11 22 33", "street": "Nygade 4"}
THERE = {"phonenumber": "+45.70998877", "address1": "Gammel Havn 1"}
# what an old hook of somebody else's sends
NOT_OURS = b"client=17&what=edit"
TIMEOUT = 30


class Waiting:
    """Makes what waits at one backend of WHMCS.

    :param whmcs: the running simulator
    """

    def __init__(self, rpc, url, backend, whmcs):
        self.rpc, self.backend, self.whmcs = rpc, backend, whmcs
        place = rpc.read("sync.backend", backend, "event_url")["event_url"]
        self.address = f"{url}/sync/{place.partition('/sync/')[2]}"

    def disagree(self):
        """Change the same fields on both sides; return the partner and the issue."""
        partner = self._tied(CONFLICT)
        self.rpc.call("res.partner", "write", [partner], HERE)
        self.whmcs.edit("client", CONFLICT, **THERE)
        last = self.rpc.call(
            "sync.run", "search", self._own(), limit=1, order="id desc"
        )
        self.rpc.call("sync.backend", "action_sync_now", [self.backend])
        wait_for_run(self.rpc, self.backend, after=last[0])
        domain = [*self._own(), ["is_conflict", "=", True], ["state", "=", "open"]]
        [issue] = self.rpc.call("sync.issue", "search", domain)
        return {"conflict_partner": partner, "conflict_issue": issue}

    def tell(self):
        """Have WHMCS call: one change that is read, and two calls that are of no use.

        :return: the run of the change, which can be undone, and a call that failed
        """
        self.whmcs.edit("client", TOLD, city="Svaneke", postcode="3740")
        unfit = self._unfit()
        for number, client in enumerate((TOLD, unfit), start=1):
            self._call(*hook_call(SECRET, number, "client", client))
        self._call(NOT_OURS, signed(SECRET, NOT_OURS))
        waits = [*self._own(), ["state", "=", "new"]]
        wait_until(lambda: not self.rpc.count("sync.event", *waits), "the events")
        domain = [*self._own(), ["remote_id", "=", str(TOLD)]]
        [read] = self.rpc.search_read("sync.event", domain, "run_id")
        domain = [*self._own(), ["state", "=", "failed"]]
        failed = self.rpc.call("sync.event", "search", domain, order="id")
        return {"undo": read["run_id"][0], "event": failed[0]}

    def rehearse(self):
        """Change clients in WHMCS and have a dry run; return it and a new client."""
        for number in CHANGED:
            self.whmcs.edit("client", number, city="Gudhjem", postcode="3760")
        new = {"firstname": "Vera", "lastname": "Munk", "email": "vera@munk.example"}
        newcomer = self.whmcs.edit("client", operation="add", country="DK", **new)["id"]
        action = self.rpc.call("sync.backend", "action_preview", [self.backend])
        preview = action["res_id"]

        def done():
            state = self.rpc.read("sync.preview", preview, "state")["state"]
            return state != "running"

        wait_until(done, f"dry run {preview}")
        return {"dry_run": preview, "newcomer": newcomer}

    def _own(self):
        return [["backend_id", "=", self.backend]]

    def _tied(self, client):
        domain = [
            *self._own(),
            ["kind", "=", "client"],
            ["remote_id", "=", str(client)],
        ]
        return self.rpc.search_read("sync.binding", domain, "res_id")[0]["res_id"]

    def _unfit(self):
        """Return the number of a client that cannot come in."""
        domain = [
            *self._own(),
            ["kind", "=", "client"],
            ["severity", "=", "error"],
            ["state", "=", "open"],
        ]
        issues = self.rpc.search_read("sync.issue", domain, "remote_id", order="id")
        return int(issues[0]["remote_id"])

    def _call(self, body, headers):
        reply = requests.post(self.address, body, headers=headers, timeout=TIMEOUT)
        reply.raise_for_status()
