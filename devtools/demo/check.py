"""``./dev demo --check``: what it says is there, and its screens in Chromium."""

from pathlib import Path

from .. import browser, paths
from ..console import say, step
from . import zoho
from .menus import empty_menus, gap_problems
from .summary import WIDTH, lines, steps

VIEWPORTS = {"desktop": browser.DESKTOP, "phone": browser.PHONE}
# what --check opens: name, path below /odoo, and what must be there
ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
# issues come in groups, which are there only with issues in them
GROUPS = ".o_group_header:has(.o_group_name), .o_kanban_record:not(.o_kanban_ghost)"
HOURS = ".o_form_view .nav-link:has-text('Billable hours')"
DEAL = ".o_form_view .nav-link:has-text('Zoho CRM')"
CONFLICT = ".o_sync_panel .o_sync_entry[data-state=conflict]"
# of the customer's page
PAY = "button[name=o_payment_submit_button]"
# a customer of e-conomic, changed on both sides
DIFFERS = ".o_sync_panel .o_sync_entry[data-state=differs]"
SCREENS = [
    ("backends", "sync-backends", ".o_kanban_record:has-text('Hosting customers')"),
    ("backend", "sync-backends/1", ".o_form_view [name=whmcs_url]"),
    ("runs", "action-sync_base.sync_run_action", ROW),
    ("issues", "action-sync_base.sync_issue_action", GROUPS),
    ("events", "action-sync_base.sync_event_action", ROW),
    ("partners", "contacts", ROW),
    ("services", "action-sync_whmcs.whmcs_service_action", ROW),
    ("invoices", "action-account.action_move_out_invoice_type", ROW),
    ("payments", "action-account.action_account_payments", ROW),
    ("tickets", "action-helpdesk_mgmt.helpdesk_ticket_action", ROW),
    ("companies", "crm-companies", ROW),
    ("contracts", "crm-contracts", ROW),
    ("leads", "crm-leads", ROW),
    ("crm-invoices", "crm-invoices", ROW),
]
# what must be there on the screens of the steps that are printed, in their order
OF_STEPS = [
    ("conflict", CONFLICT),
    ("event", ".o_form_view .alert:has-text('WHMCS')"),
    ("run", ".o_form_view button[name=action_undo]"),
    ("dry-run", ".o_form_view [name=updated]"),
    ("compare", DIFFERS),
    ("deal-waits", DEAL),
    ("pay-link", PAY),
    ("contract", ".o-mail-Activity"),
    ("lead", ".o-mail-Message:has-text('24 rooms')"),
    ("ticket", HOURS),
    ("gaps", ".o_data_row:has-text('Deleted')"),
]
# what each of the people looks at first, by log-in
OF_PEOPLE = {
    "user1": "crm-invoices",
    "manager1": "crm-companies",
    "sofie": "crm-leads",
    "karen": "crm-companies",
    "lene": "crm-contracts",
    "birgit": "crm-invoices",
    "freja": "action-crm.crm_lead_action_pipeline",
    "henrik": "action-helpdesk_mgmt.helpdesk_ticket_action",
    "ida": "action-sync_base.sync_preview_action",
    "oskar": "action-sync_base.sync_issue_action",
    "user2": "contacts",
}


def check_demo(story, pictures):
    """Verify by XML-RPC and in Chromium what was printed; return the exit code."""
    folder = Path(pictures) if pictures else paths.STATE / "pictures"
    text = lines(story)
    for line in text:
        say(line)
    with step("Check by XML-RPC"):
        problems = [
            *_check_data(story),
            *empty_menus(story.rpc),
            *gap_problems(story.rpc),
            *(f"a line is too long: {line}" for line in text if len(line) > WIDTH),
        ]
    with step("Check in Chromium"):
        screens = _screens(story)
        with browser.chromium() as chromium:
            site = (chromium, story.odoo.url, folder, bool(pictures))
            for name, viewport in VIEWPORTS.items():
                problems += _look(site, name, viewport, "admin", screens)
            for login, path in OF_PEOPLE.items():
                screen = (login, path, f"{ROW}, {GROUPS}")
                problems += _look(site, "desktop", browser.DESKTOP, login, [screen])
    for problem in problems:
        say(f"! {problem}")
    if pictures or problems:
        say(f"pictures: {folder}")
    say("demo check failed" if problems else "demo check passed")
    return 1 if problems else 0


def _screens(story):
    """Return ``[(name, path, what must be there)]`` of all that is opened."""
    places = [path for *paths, _text in steps(story) for path in paths]
    of_steps = [
        (name, path, selector)
        for (name, selector), path in zip(OF_STEPS, places, strict=True)
    ]
    return [*SCREENS, *of_steps, *zoho.forms(story.deals)]


def _check_data(story):
    """Compare what Odoo has with what the simulator holds."""
    rpc, run = story.rpc, story.run
    if run["state"] != "done":
        return [f"the run {run['state']}: {run['message']}"]
    state = story.whmcs.state()
    problems = []
    for kind in ("client", "contact"):
        of_kind = [["backend_id", "=", story.backend], ["kind", "=", kind]]
        bound = rpc.search_read("sync.binding", of_kind, "remote_id")
        severe = [*of_kind, ["severity", "=", "error"]]
        issues = rpc.search_read("sync.issue", severe, "remote_id")
        seen = {row["remote_id"] for row in [*bound, *issues]}
        wanted = {str(record["id"]) for record in state[f"{kind}s"]}
        if kind == "client":
            # only the dry run has met it
            wanted.discard(str(story.waits["newcomer"]))
        if seen != wanted:
            problems.append(
                f"{kind}: WHMCS has {len(wanted)}, Odoo knows {len(seen)}; they differ "
                f"in {sorted(seen ^ wanted)[:5]}"
            )
    return problems


def _look(site, name, viewport, login, screens):
    """Open screens as somebody; return what is wrong.

    :param site: ``(browser, address, folder of pictures, whether to take all)``
    :param name: of the viewport
    """
    chromium, url, folder, every = site
    problems = []
    with browser.client(chromium, url, viewport) as odoo:
        odoo.login(login, login)
        for title, path, selector in screens:
            wrong = _check_screen(odoo, path, selector, viewport["width"])
            if wrong or every:
                odoo.picture(folder / f"{title}-{name}.png")
            problems += [f"{name}, {login}: {text}" for text in wrong]
        problems += [f"{name}, {login}: console: {text}" for text in odoo.errors]
    return problems


def _check_screen(odoo, path, selector, width):
    """Open one screen; return what is wrong with it."""
    try:
        odoo.open(path, selector)
    except browser.TimeoutError:
        return [f"no {selector} on {path}"]
    wide = odoo.page.evaluate("document.documentElement.scrollWidth")
    return [f"{path} is {wide} pixels wide"] if wide > width else []
