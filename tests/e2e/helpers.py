"""An Odoo under test, a backend on it, and the comparison of Odoo with WHMCS."""

import xmlrpc.client
from contextlib import ExitStack, contextmanager

from devtools import browser, database
from devtools.demo.simulator import wait_until as patiently
from devtools.demo.whmcs import start_whmcs
from devtools.rpc import Rpc

from . import expected

PATIENCE = 60
VIEWPORTS = {"desktop": browser.DESKTOP, "phone": browser.PHONE}
FIELDS = ["name", "is_company", "type", "email", "phone", "vat", "active", "parent_id"]
# client groups that the simulator has
GROUPS = 2
OF_PARTNERS = [["kind", "!=", "client_group"]]
ADDRESS = ["street", "street2", "city", "zip", "country_id"]
RUN_FIELDS = [
    "state",
    "done",
    "created",
    "updated",
    "linked",
    "unchanged",
    "failed",
    "skipped",
    "calls",
    "progress",
    "message",
]


def wait_until(condition, what, seconds=PATIENCE, pause=0.1):
    """Return the first true value of ``condition()``, sooner than the demo does."""
    return patiently(condition, what, seconds, pause)


@contextmanager
def open_clients(chromium, url, patience=None):
    """Yield a function that logs in, and the list of the clients that it opened.

    :param patience: seconds that a page may take, where it is not the usual time
    """
    with ExitStack() as stack:
        opened = []

        def open_client(login="admin", viewport="desktop", password=None):
            block = browser.client(chromium, url, VIEWPORTS[viewport])
            client = stack.enter_context(block)
            opened.append(client)
            if patience:
                client.page.set_default_timeout(1000 * patience)
            usual = login if login == "admin" else f"{login}-password"
            return client.login(login, password or usual)

        yield open_client, opened


def assert_fine(client):
    """Nothing was in error, nor is the page wider than the screen."""
    page = client.page
    assert not client.errors, client.errors
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]


class Site:
    """A running Odoo with a database of its own, and who was in it before."""

    def __init__(self, server):
        self.server = server
        self.rpc = Rpc(server.url, server.database)
        self.first_partners = set(self.partner_ids())
        # Its window would cover half of a phone, whoever logs in.
        users = self.rpc.call("res.users", "search", [["share", "=", False]])
        self.rpc.call("res.users", "write", users, {"odoobot_state": "disabled"})

    def partner_ids(self):
        return self.rpc.call(
            "res.partner", "search", [], context={"active_test": False}
        )

    def clear(self):
        """Delete all backends and what came in, for the next test."""
        if not self.server.process:
            self.server.start()
        everything = {"context": {"active_test": False}}
        backends = self.rpc.call("sync.backend", "search", [], **everything)
        self.delete("sync.backend", backends)
        new = set(self.partner_ids()) - self.first_partners
        self.rpc.call("res.partner", "unlink", list(new))
        groups = self.rpc.call("whmcs.group", "search", [], **everything)
        self.rpc.call("whmcs.group", "unlink", groups)

    def delete(self, model, ids):
        """Delete records, once no scheduled action of theirs is being executed."""
        wait_until(lambda: self._unlink(model, ids), "the end of a scheduled action")

    def _unlink(self, model, ids):
        try:
            return self.rpc.call(model, "unlink", ids)
        except xmlrpc.client.Fault:
            # its scheduled action is being executed
            return False

    def sql(self, statement, *params):
        return database.query(self.server.database, statement, params)

    def login(self, login, password):
        return Rpc(self.server.url, self.server.database, login, password)

    def add_user(self, login, *groups, password=None, **values):
        """Create an internal user with groups (XML ids); return a client as them."""
        password = password or f"{login}-password"
        self.rpc.create(
            "res.users",
            name=f"User {login}",
            login=login,
            password=password,
            group_ids=[(4, self.ref(group)) for group in ("base.group_user", *groups)],
            **values,
        )
        return self.login(login, password)

    def ref(self, xml_id):
        return self.rpc.ref(xml_id)

    def install_language(self, code):
        """Install a language as an administrator does."""
        domain = [["code", "=", code]]
        context = {"active_test": False}
        found = self.rpc.call("res.lang", "search", domain, context=context)
        install = self.rpc.create("base.language.install", lang_ids=found)
        self.rpc.call("base.language.install", "lang_install", [install])

    def wake_scheduler(self):
        """Have due scheduled actions run now, as they would within a minute."""
        name = self.server.database
        database.query("postgres", "SELECT pg_notify('cron_trigger', %s)", (name,))


class Backend:
    """A WHMCS backend, made and switched on as an admin does it."""

    def __init__(self, site, simulator, **values):
        self.site = site
        self.rpc = site.rpc
        self.simulator = simulator
        self.last_run = 0
        self.id = self.start(**values)

    def start(self, **values):
        """Create the backend, test it and switch it on; return its id."""
        return start_whmcs(self.rpc, self.simulator.url, **values)

    def read(self, *fields):
        return self.rpc.read("sync.backend", self.id, *fields)

    def write(self, **values):
        self.rpc.call("sync.backend", "write", [self.id], values)

    def press(self, button):
        return self.rpc.call("sync.backend", button, [self.id])

    def wait(self, direction="pull"):
        """Return the next run, once it has ended."""
        domain = [
            ["backend_id", "=", self.id],
            ["direction", "=", direction],
            ["id", ">", self.last_run],
            ["state", "!=", "running"],
        ]
        (run,) = wait_until(
            lambda: self.rpc.search_read(
                "sync.run", domain, *RUN_FIELDS, order="id", limit=1
            ),
            "the end of the run",
        )
        self.last_run = run["id"]
        return run

    def sync(self):
        """Press *Sync now*; return the run."""
        self.press("action_sync_now")
        return self.wait()

    def sync_until_done(self, tries=15):
        """Press *Sync now* again and again until a run leaves nothing out."""
        for _try in range(tries):
            run = self.sync()
            if run["state"] == "done" and not run["failed"]:
                return run
        raise AssertionError(f"still not done after {tries} runs: {run}")

    def partner(self, kind, remote_id):
        """Return the id of the partner of a remote record, False for a tombstone."""
        (row,) = self.rpc.search_read(
            "sync.binding",
            [
                ["backend_id", "=", self.id],
                ["kind", "=", kind],
                ["remote_id", "=", str(remote_id)],
            ],
            "res_id",
        )
        return row["res_id"]

    def keys(self):
        """Return the keys ``(kind, remote id)`` of all that is tied to a partner."""
        domain = [*OF_PARTNERS, ["backend_id", "=", self.id], ["res_id", ">", 0]]
        rows = self.rpc.search_read("sync.binding", domain, "kind", "remote_id")
        return [_key(row) for row in rows]

    def issue(self, kind, remote_id, state="open"):
        """Return the only issue of a remote record as a dict."""
        domain = [
            ["backend_id", "=", self.id],
            ["kind", "=", kind],
            ["remote_id", "=", str(remote_id)],
            ["state", "=", state],
        ]
        fields = ("reason", "severity", "payload", "label", "times")
        (row,) = self.rpc.search_read("sync.issue", domain, *fields)
        return row

    def open_issues(self):
        """Return ``{(kind, remote id): severity}`` of all open issues."""
        domain = [["backend_id", "=", self.id], ["state", "=", "open"]]
        rows = self.rpc.search_read(
            "sync.issue", domain, "kind", "remote_id", "severity"
        )
        return {_key(row): row["severity"] for row in rows}

    def assert_equal_to_whmcs(self, mended=(), local=None, gone=(), also_open=None):
        """Compare Odoo, record by record, with what the simulator holds now.

        :param mended: keys of odd records that were mended in WHMCS
        :param local: ``{key: values}`` that were changed in Odoo
        :param gone: keys of partners that were deleted in Odoo
        :param also_open: ``{key: severity}`` of issues that are not about odd records
        """
        state = self.simulator.state()
        wanted = expected.partners(state, mended)
        wanted = {key: values for key, values in wanted.items() if key not in gone}
        for key, values in (local or {}).items():
            wanted[key] |= values
        found, problems = self._partners()
        problems += _differences(wanted, found)
        issues = expected.issues(state, mended) | (also_open or {})
        open_issues = self.open_issues()
        problems += [f"no issue of {key}" for key in issues.keys() - open_issues.keys()]
        problems += [
            f"issue of {key}: {severity}"
            for key, severity in open_issues.items()
            if issues.get(key) != severity
        ]
        assert not problems, "\n".join(sorted(problems))

    def _partners(self):
        """Return ``({key: values}, problems)`` of what came in."""
        domain = [*OF_PARTNERS, ["backend_id", "=", self.id], ["res_id", ">", 0]]
        rows = self.rpc.search_read(
            "sync.binding", domain, "kind", "remote_id", "res_model", "res_id"
        )
        problems = [
            f"{_key(row)} is a {row['res_model']}"
            for row in rows
            if row["res_model"] != "res.partner"
        ]
        keys = {row["res_id"]: _key(row) for row in rows}
        if len(keys) < len(rows):
            problems.append("a partner is tied to two remote records")
        ids = set(self.site.partner_ids())
        for partner in ids - self.site.first_partners - keys.keys():
            problems.append(f"partner {partner} is not tied to anything")
        problems += [f"{key}: lost" for id_, key in keys.items() if id_ not in ids]
        countries = self.rpc.search_read("res.country", [], "code")
        codes = {row["id"]: row["code"] for row in countries}
        return {
            keys[row["id"]]: _plain(row, keys, codes)
            for row in self.rpc.read("res.partner", [*keys], *FIELDS, *ADDRESS)
        }, problems


def _key(row):
    remote_id = row["remote_id"]
    return row["kind"], int(remote_id) if remote_id.isdigit() else remote_id


def _plain(row, keys, codes):
    """Return a partner as read by RPC in the form of `expected.partners`."""
    values = {name: row[name] for name in (*FIELDS, *ADDRESS)}
    parent, country = values.pop("parent_id"), values.pop("country_id")
    values["parent"] = parent and keys.get(parent[0], f"partner {parent[0]}") or None
    values["country"] = country and codes[country[0]]
    return values


def _differences(wanted, found):
    problems = [f"{key} is missing" for key in wanted.keys() - found.keys()]
    problems += [f"{key} is too many" for key in found.keys() - wanted.keys()]
    for key in wanted.keys() & found.keys():
        should = wanted[key] | {"active": True}
        problems += [
            f"{key}: {name} is {found[key][name]!r}, not {should[name]!r}"
            for name in should
            if found[key][name] != should[name]
        ]
    return problems


def run_tour(page, name):
    """Run one of Odoo's tours, on a page that was opened with ``?debug=tests``."""
    page.wait_for_function(f"odoo.isTourReady('{name}')")

    def ended(message):
        return "tour succeeded" in message.text or message.type == "error"

    with page.expect_console_message(ended) as said:
        page.evaluate(f"odoo.startTour('{name}', {{mode: 'auto'}})")
    assert "tour succeeded" in said.value.text, said.value.text
