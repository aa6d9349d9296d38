"""Every entry of our menus, in each of its views, as each role sees it.

The web client stays loaded; `every_screen.js` switches from action to action in it.
A role's failures are reported together: who mends screens wants to see all of them.
"""

import re
import xmlrpc.client
from pathlib import Path

import polib
import pytest

from devtools import browser, paths
from devtools.demo import economic, zoho

from ..conftest import running_site

SCRIPT = Path(__file__).with_name("every_screen.js").read_text()
# what a phone shows too; the others are for large screens
ON_PHONES = ("list", "kanban", "form")
VIEWS = (*ON_PHONES, "pivot", "graph", "calendar", "activity")
CRM = "crm_integria.group_crm_"
SALES = "sales_team.group_sale_salesman"
EVERYTHING = (
    "base.group_system",
    "sync_base.group_sync_manager",
    f"{CRM}administrator",
    "account.group_account_manager",
)
ROLES = {
    "admin": (),
    "night": EVERYTHING,
    "danish": EVERYTHING,
    "sync_manager": ("sync_base.group_sync_manager",),
    "sync_user": ("sync_base.group_sync_user",),
    "crm_view": (f"{CRM}view",),
    "crm_write": (f"{CRM}write",),
    "crm_manage": (f"{CRM}manage",),
    "crm_administrator": (f"{CRM}administrator",),
    "crm_back_office": (f"{CRM}view", f"{CRM}back_office"),
    "sales": (SALES,),
    "crm_sales": (SALES, f"{CRM}write"),
    "books": ("account.group_account_manager",),
    "crm_books": ("account.group_account_manager", f"{CRM}view", f"{CRM}back_office"),
}
# Who sees most of each app: the width of a screen hardly depends on the role.
WITH_PHONE = ("admin", "night", "sync_user", "crm_administrator", "crm_view")
# who has Odoo in dark colours
DARK = ("night",)
# Whose screens are kept as pictures: light, and dark.
WITH_PICTURES = ("admin", "danish", *DARK)
PICTURES = paths.STATE / "pictures" / "screens"
# what the web client kept of who was logged in before
FORGET = """async () => {
    localStorage.clear();
    sessionStorage.clear();
    for (const {name} of await indexedDB.databases()) {
        indexedDB.deleteDatabase(name);
    }
}"""
# nobody listens there
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def site(template):
    """The example of the CRM, and a backend of each system that is not connected."""
    # without scheduled actions, what a role sees does not change meanwhile
    options = {"demo": "crm_integria", "addons": ["web_dark_mode"], "crons": False}
    with running_site(template, **options) as site:
        whmcs = {"whmcs_url": NOWHERE, "whmcs_identifier": "nobody"}
        for values in (
            {"name": "Hosting", "system": "whmcs", "test_mode": True, **whmcs},
            {"name": "Books", **economic.connection(NOWHERE)},
            zoho.values(NOWHERE),
        ):
            site.rpc.create("sync.backend", **values)
        # Colleagues of those in the example see its customers, as far as they may.
        ours = site.ref("crm_integria.company_mine")
        for role, groups in ROLES.items():
            if role != "admin":
                user = site.add_user(role, *groups)
                if role in DARK:
                    user.call("res.users", "write", [user.uid], {"dark_mode": True})
                person = site.rpc.read("res.users", user.uid, "partner_id")
                values = {"parent_id": ours}
                site.rpc.call("res.partner", "write", person["partner_id"][:1], values)
        site.install_language("da_DK")
        danish = site.login("danish", password("danish"))
        danish.call("res.users", "write", [danish.uid], {"lang": "da_DK"})
        yield site


@pytest.fixture(scope="module")
def english():
    """Texts of our addons that read otherwise in Danish, by Odoo or by us.

    One word alone may be a value that somebody entered.
    """
    files = paths.ADDONS.glob("*/i18n/da.po")
    return [
        entry.msgid
        for file in files
        for entry in polib.pofile(file)
        if entry.msgstr != entry.msgid and " " in entry.msgid
    ]


@pytest.fixture(scope="module")
def our_actions(site):
    """Return ``{id: XML id}`` of the actions of our addons."""
    rows = site.rpc.search_read(
        "ir.model.data",
        [
            ["module", "in", [*paths.own_addons()]],
            ["model", "in", ["ir.actions.act_window", "ir.actions.server"]],
        ],
        *("res_id", "complete_name"),
    )
    return {row["res_id"]: row["complete_name"] for row in rows}


@pytest.fixture(scope="module")
def shared_client(chromium, site):
    with browser.client(chromium, site.server.url) as client:
        yield client


@pytest.fixture
def log_in(shared_client):
    """Log in as a role, in a browser that already has the web client's files."""

    def log_in(role):
        page = shared_client.page
        page.set_viewport_size(browser.DESKTOP)
        page.context.clear_cookies()
        page.goto(f"{shared_client.url}/web/login")
        page.evaluate(FORGET)
        shared_client.login(role, password(role))
        shared_client.errors.clear()
        return shared_client

    return log_in


def password(role):
    return role if role == "admin" else f"{role}-password"


class Tour:
    """One role's way through the screens; ``problems`` collects what was wrong."""

    def __init__(self, client, role, untranslated=()):
        self.client = client
        self.untranslated = untranslated
        self.page = client.page
        self.role = role
        self.problems = []
        self.opened = 0
        self.page.evaluate(SCRIPT)

    def visit(self, action, path, views, firsts):
        """Open an action in its views.

        :param firsts: ``{action: id of its first record}``, filled on the way
        """
        shape = self.page.evaluate("id => screens.describe(id)", action)
        if shape["type"] != "ir.actions.act_window" or shape["target"] == "new":
            self._open(action, path, None)
            self.page.evaluate("screens.close()")
            return
        there = [view for view in shape["views"] if view in views and view != "form"]
        for view in there:
            self._open(action, path, view)
            if action not in firsts:
                firsts[action] = self.page.evaluate("screens.first()")
        if "form" in shape["views"] and (firsts.get(action) or not there):
            self._open(action, path, "form", firsts.get(action))

    def _open(self, action, path, view, record=None):
        wrong = self.page.evaluate(
            "args => screens.open(...args)", [action, view, record or False]
        )
        if self.untranslated:
            wrong += [
                f"not translated: {text}"
                for text in self.page.evaluate(
                    "texts => screens.untranslated(texts)", self.untranslated
                )
            ]
        self.opened += 1
        said, self.client.errors[:] = [*self.client.errors], []
        width = self.page.viewport_size["width"]
        where = f"{self.role}, {path}, {view or 'as it opens'}, {width} px"
        for what in dict.fromkeys([*wrong, *said]):
            self.problems.append(f"{where}: {what}")
        if self.role in WITH_PICTURES:
            path = re.sub(r"\W+", "-", f"{path} {view or ''}").strip("-").lower()
            name = f"{path}-{width}-{self.role}.png"
            self.page.screenshot(path=str(PICTURES / name))
        if self.page.locator(".modal:has(.o_error_dialog), .o_error_dialog").count():
            # it would lie over all that comes after it
            self.page.keyboard.press("Escape")


def entries(page, our_actions):
    """Return ``{action: path}`` of what is ours in the menus of who is logged in."""
    apps = tuple(f"{addon}." for addon in paths.own_addons())
    found = {}
    for entry in page.evaluate("screens.entries()"):
        app = entry["app"] or ""
        if entry["action"] in our_actions or app.startswith(apps):
            found.setdefault(entry["action"], entry["path"])
    return found


def without_menu(site, our_actions, role):
    """Return ``{action: XML id}`` of the window actions that only buttons open.

    Those that need a record, such as dialogs, are tested where the button is.
    """
    rpc = site.rpc
    menus = rpc.search_read("ir.ui.menu", [["action", "!=", False]], "action")
    in_menus = {int(menu["action"].split(",")[1]) for menu in menus}
    domain = [["id", "in", [*our_actions.keys() - in_menus]], ["target", "!=", "new"]]
    fields = ("res_model", "domain", "context", "group_ids")
    actions = rpc.search_read("ir.actions.act_window", domain, *fields)
    theirs = site.login(role, password(role))
    user = rpc.read("res.users", theirs.uid, "all_group_ids")
    found = {}
    for action in actions:
        groups = {*action["group_ids"]}
        needs_record = "active_id" in f"{action['domain']}{action['context']}"
        if needs_record or groups and not groups & {*user["all_group_ids"]}:
            continue
        try:
            theirs.count(action["res_model"])
        except xmlrpc.client.Fault:
            # not for this role
            continue
        found[action["id"]] = our_actions[action["id"]]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_screen_of_a_role_opens(site, our_actions, english, log_in, role):
    client = log_in(role)
    page = client.page
    tour = Tour(client, role, english if role == "danish" else ())
    places = entries(page, our_actions)
    assert places, "the menus of this role have nothing of ours"
    places |= without_menu(site, our_actions, role)
    sizes = [(browser.DESKTOP, VIEWS)]
    if role in WITH_PHONE:
        sizes.append((browser.PHONE, ON_PHONES))
    firsts = {}
    for size, views in sizes:
        page.set_viewport_size(size)
        page.evaluate("screens.resized()")
        for action, path in places.items():
            tour.visit(action, path, views, firsts)
    assert tour.opened >= len(places)
    assert not tour.problems, "\n" + "\n".join(tour.problems)
