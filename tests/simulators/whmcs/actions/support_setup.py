"""The set-up of support: GetSupportDepartments, GetSupportStatuses, and counts."""

from tests.simulators.whmcs.actions.ticket_parameters import wanted_departments
from tests.simulators.whmcs.installation import ADMIN_ID
from tests.simulators.whmcs.ticket_views import department_row, status_row


def get_support_departments(call):
    """WHMCS developer docs, GetSupportDepartments."""
    support, renderer = call.store.support, call.renderer
    wanted, counts = wanted_departments(call), support.counts()
    rows = [
        renderer.value(department_row(department, renderer, support, counts))
        for department in support.departments.values()
        if wanted is None or department.id in wanted
    ]
    return renderer.success(
        [
            *renderer.counters(len(rows)),
            *renderer.listing("departments", "department", rows),
        ]
    )


def get_support_statuses(call):
    """WHMCS developer docs, GetSupportStatuses; `deptid` is for the counts.

    That the assignment of departments does not matter is UNVERIFIED.
    """
    support, renderer, form = call.store.support, call.renderer, call.form
    counts = support.counts(form.integer("deptid") if form.text("deptid") else None)
    rows = [
        renderer.value(status_row(status, renderer, counts))
        for status in support.statuses.values()
    ]
    return renderer.success(
        [
            *renderer.counters(len(rows)),
            *renderer.listing("statuses", "status", rows),
        ]
    )


def get_ticket_counts(call):
    """WHMCS developer docs, GetTicketCounts.

    The keys of `status` are the titles' letters and digits (seen in the example).
    """
    support, form = call.store.support, call.form
    wanted = sorted(support.departments)
    if not form.flag("ignoreDepartmentAssignments"):
        wanted = sorted(support.assigned_departments())
    found = [ticket for ticket in support.tickets.values() if ticket.deptid in wanted]
    titles = [ticket.status for ticket in found]
    active, awaiting = support.titles("active"), support.titles("awaiting")
    flagged = [t for t in found if t.flag == ADMIN_ID and t.status in active]
    values = {
        "filteredDepartments": wanted,
        "allActive": sum(title in active for title in titles),
        "awaitingReply": sum(title in awaiting for title in titles),
        "flaggedTickets": len(flagged),
    }
    if form.flag("includeCountsByStatus"):
        values["status"] = {
            "".join(c for c in status.title.lower() if c.isalnum()): {
                "title": call.renderer.escape(status.title),
                "count": titles.count(status.title),
            }
            for status in support.statuses.values()
        }
    return call.reply(**values)


ACTIONS = {
    "GetSupportDepartments": get_support_departments,
    "GetSupportStatuses": get_support_statuses,
    "GetTicketCounts": get_ticket_counts,
}
