"""``./dev demo --check``: what it says is there, and its screens in Chromium."""

from pathlib import Path

from . import browser, paths
from .console import say, step

# what --check opens: name, path below /odoo, and what must be there
ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
# issues come in groups, which are there only with issues in them
GROUPS = ".o_group_header:has(.o_group_name), .o_kanban_record:not(.o_kanban_ghost)"
HOURS = ".o_form_view .nav-link:has-text('Billable hours')"
TICKET_ACTION = "action-helpdesk_mgmt.helpdesk_ticket_action"
# a customer of e-conomic, changed on both sides
DIFFERS = ".o_sync_panel .o_sync_entry[data-state=differs]"
SCREENS = [
    ("backends", "sync-backends", ".o_kanban_record:has-text('Hosting customers')"),
    ("backend", "sync-backends/1", ".o_form_view [name=whmcs_url]"),
    ("runs", "action-sync_base.sync_run_action", ROW),
    ("issues", "action-sync_base.sync_issue_action", GROUPS),
    ("partners", "contacts", ROW),
    ("services", "action-sync_whmcs.whmcs_service_action", ROW),
    ("opportunities", "action-crm.crm_lead_opportunities", ROW),
    ("invoices", "action-account.action_move_out_invoice_type", ROW),
    ("payments", "action-account.action_account_payments", ROW),
    ("tickets", "action-helpdesk_mgmt.helpdesk_ticket_action", ROW),
    ("companies", "crm-companies", ROW),
]


def check_demo(rpc, odoo, whmcs, run, backend, pictures, forms):
    """Verify by XML-RPC and in Chromium what was printed; return the exit code."""
    folder = Path(pictures) if pictures else paths.STATE / "pictures"
    problems = []
    with step("Check by XML-RPC"):
        problems += _check_data(rpc, whmcs, run, backend)
    with step("Check in Chromium"):
        problems += _check_screens(odoo.url, folder, [*SCREENS, *forms])
    for problem in problems:
        say(f"! {problem}")
    say(f"pictures: {folder}")
    say("demo check failed" if problems else "demo check passed")
    return 1 if problems else 0


def _check_data(rpc, whmcs, run, backend):
    """Compare what Odoo has with what the simulator holds."""
    if run["state"] != "done":
        return [f"the run {run['state']}: {run['message']}"]
    state = whmcs.state()
    problems = []
    for kind, remote in (("client", state["clients"]), ("contact", state["contacts"])):
        of_kind = [["backend_id", "=", backend], ["kind", "=", kind]]
        bound = rpc.search_read("sync.binding", of_kind, "remote_id")
        severe = [*of_kind, ["severity", "=", "error"]]
        issues = rpc.search_read("sync.issue", severe, "remote_id")
        seen = {row["remote_id"] for row in [*bound, *issues]}
        wanted = {str(record["id"]) for record in remote}
        if seen != wanted:
            problems.append(
                f"{kind}: WHMCS has {len(wanted)}, Odoo knows {len(seen)}; they differ "
                f"in {sorted(seen ^ wanted)[:5]}"
            )
    return problems


def _check_screens(url, folder, screens):
    """Open the screens in Chromium and take their pictures."""
    problems = []
    with browser.chromium() as chromium:
        for name, viewport in (("desktop", browser.DESKTOP), ("phone", browser.PHONE)):
            with browser.client(chromium, url, viewport) as odoo:
                odoo.login()
                for title, path, selector in screens:
                    picture = folder / f"{title}-{name}.png"
                    try:
                        odoo.open(path, selector)
                    except browser.TimeoutError:
                        problems.append(f"{name}: no {selector} on /odoo/{path}")
                    odoo.picture(picture)
                wide = odoo.page.evaluate("document.documentElement.scrollWidth")
                if wide > viewport["width"]:
                    problems.append(f"{name}: the page is {wide} pixels wide")
                problems += [f"{name}: console: {text}" for text in odoo.errors]
    return problems
