"""Whether each menu of our addons has something to show in the demo."""

import ast

from .. import paths

# menus without records of their own, and why
EXEMPT = {
    "crm_integria.menu_crm_dashboard": "a board of other lists",
    "crm_integria.menu_crm_company_import": "a dialog that asks for a file",
    "crm_integria.menu_crm_contract_import": "a dialog that asks for a file",
    "crm_integria.menu_crm_invoice_gap": "made when it is opened; see `gap_problems`",
    "sync_whmcs.whmcs_setup_menu": "an assistant that makes a new backend",
}
# a few of the reasons that the report of gaps must give
REASONS = ("Deleted with its invoice", "Left out")


def empty_menus(rpc):
    """Return what is wrong: a text for each menu that would show nothing."""
    return [
        problem
        for xml_id, menu in _own_menus(rpc).items()
        if xml_id not in EXEMPT and (problem := _problem(rpc, xml_id, menu))
    ]


def _own_menus(rpc):
    """Return ``{XML id: {"complete_name": …, "action": …}}`` of entries with action."""
    domain = [["model", "=", "ir.ui.menu"], ["module", "in", paths.own_addons()]]
    rows = rpc.search_read("ir.model.data", domain, "complete_name", "res_id")
    names = {row["res_id"]: row["complete_name"] for row in rows}
    menus = rpc.read("ir.ui.menu", list(names), "complete_name", "action")
    return {names[menu["id"]]: menu for menu in menus if menu["action"]}


def _problem(rpc, xml_id, menu):
    model, number = menu["action"].split(",")
    if model != "ir.actions.act_window":
        return f"{xml_id}: {model} shows no records; exempt it with its reason"
    action = rpc.read(model, int(number), "res_model", "domain", "context")
    domain = ast.literal_eval(action["domain"] or "[]")
    context = ast.literal_eval(action["context"] or "{}")
    count = rpc.call(action["res_model"], "search_count", domain, context=context)
    return "" if count else f"menu {menu['complete_name']}: there is nothing to see"


def gap_problems(rpc):
    """Return what the report of gaps in invoice numbers lacks."""
    values = rpc.call("crm.invoice.gap", "default_get", ["company_id", "row"])
    gap = rpc.create("crm.invoice.gap", **values)
    lines = rpc.search_read("crm.invoice.gap.line", [["gap_id", "=", gap]], "reason")
    found = " ".join(line["reason"] for line in lines)
    return [f"gaps: no “{reason}”" for reason in REASONS if reason not in found]
