"""Reading WHMCS lists by pages, details of many, and what changed.

Sources: WHMCS developer documentation, GetClients, GetContacts, GetClientsDetails,
GetActivityLog; the project's reference on WHMCS, section 2.1.
"""

from dataclasses import dataclass, field, replace

from odoo.addons.sync_base.lib.errors import Invalid, NotFound
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, digest, read_each

from .client import MissingPermission
from .reply import broken_text, client_of, number, rows, scrub

# More changed clients than this are not kept by name: everything is read.
MOST_CHANGED = 2000
LOG_PAGE = 250
# Asked for in one piece where WHMCS neither pages nor counts.
MOST_ROWS = 10_000


# -- pages -----------------------------------------------------------------------


def list_page(client, position, action, outer, inner, **parameters):
    """Return a `Page` of a list action.

    :param position: ``{"offset": int, "first": id of the page before or None, "size":
        rows of a page where it is not the client's, …}``;
        ``bookmark`` in it becomes the page's, ``problem`` is reported with the page
    """
    offset, size = position["offset"], position.get("size") or client.page_size
    reply = client.call(action, limitstart=offset, limitnum=size, **parameters)
    found, total = rows(reply, outer, inner), number(reply, "totalresults")
    page = Page([], None, position.get("bookmark", {}), total)
    if position.get("problem"):
        page.problems.append(Invalid(position["problem"]))
    if found and offset and _row_id(found[0]) == position.get("first"):
        reply, found = _whole_list(client, page, action, outer, inner, parameters)
    elif offset < total and not found:
        page.problems.append(
            Invalid(f"{action}: the list ended after {offset} of {total} records.")
        )
    elif found and _goes_on(offset + len(found), total, len(found), size):
        page.position = {
            **position,
            "offset": offset + len(found),
            "first": _row_id(found[0]),
            "problem": None,
        }
    page.records = [_remote(row, reply.broken) for row in found]
    return page


def all_pages(client, action, outer, inner):
    """Yield every `Page` of a list action."""
    position = {"offset": 0}
    while position is not None:
        page = list_page(client, position, action, outer, inner)
        yield page
        position = page.position


def _goes_on(read, total, returned, asked):
    return read < total if total else returned >= asked


def _whole_list(client, page, action, outer, inner, parameters):
    """Read a list in one piece, as this WHMCS answers the first page every time."""
    wanted = page.total or MOST_ROWS
    reply = client.call(action, limitstart=0, limitnum=wanted, **parameters)
    found = rows(reply, outer, inner)
    told = f"{action}: this WHMCS ignores limitstart and sends its first page again"
    if not page.total:
        told += (
            f"; {len(found)} records were read in one piece instead. It does not say "
            "how many there are, so some may be missing."
        )
    elif len(found) < page.total:
        told += (
            f"; only {len(found)} of {page.total} records can be read. Something "
            "between Odoo and WHMCS drops the parameter, or an addon of WHMCS does."
        )
    else:
        told += "; the list was read in one piece instead, so nothing is missing."
    page.problems.append(Invalid(told))
    return reply, found


def _row_id(row):
    return str(row.get("id", ""))


def _remote(row, broken=False):
    remote = RemoteRecord(_row_id(row), scrub(row), digest(row))
    if broken:
        remote.error = _encoding_error(row)
    return remote


def _encoding_error(row):
    if found := broken_text(row):
        path, octets = found
        return Invalid(
            f"{path}: bytes that are not UTF-8 ({octets.hex(' ')}). Correct the text "
            "in WHMCS, or the character set of its database."
        )
    return None


# -- details -----------------------------------------------------------------------


def details(client, records):
    """Return client records with what GetClientsDetails says, many calls at once."""

    def read(remote):
        reply = client.call("GetClientsDetails", clientid=remote.id, stats=0)
        data = client_of(reply)
        data.setdefault("id", remote.id)
        error = _encoding_error(data) if reply.broken else None
        return replace(remote, data=data, complete=True, error=error)

    return read_each(client, records, read)


def row_of(reply, outer, inner, row_id):
    """Return the `RemoteRecord` of the row with an id in the reply of a list action.

    :raises NotFound: there is none
    """
    for row in rows(reply, outer, inner):
        if _row_id(row) == row_id:
            return _remote(row, reply.broken)
    raise NotFound(f"WHMCS has no {inner} {row_id}.")


# -- changes -----------------------------------------------------------------------


@dataclass(slots=True)
class Changes:
    """Clients that the activity log names.

    ``cut_short``: the log does not reach back far enough, so everything has to be read.
    ``log_id``: newest line seen. ``problem``: why the log could not be used.
    """

    client_ids: list[str] = field(default_factory=list)
    log_id: int | None = None
    cut_short: bool = False
    problem: str | None = None


def changed_since(client, log_id):
    """Return the `Changes` after line ``log_id`` of the activity log."""
    changes, offset = Changes(log_id=log_id), 0
    found = {}
    while True:
        try:
            reply = client.call(
                "GetActivityLog",
                limitstart=offset,
                limitnum=1 if log_id is None else LOG_PAGE,
            )
        except MissingPermission as error:
            changes.problem = (
                f"{error} Without it, changes of address, phone or tax ID are found "
                f"only every {client.full_hours} hours."
            )
            return changes
        lines = rows(reply, "activity", "entry")
        if not offset:
            changes.log_id = number(lines[0], "id") if lines else 0
        if log_id is None:
            return changes
        newer = [line for line in lines if number(line, "id") > log_id]
        found |= {_client_id(line): True for line in newer}
        if len(newer) < len(lines):
            break
        offset += len(lines)
        if not lines or offset >= number(reply, "totalresults"):
            # The whole log: complete only if it goes back to where we stopped.
            reaches_back = (
                number(lines[-1], "id") <= log_id + 1 if lines else not log_id
            )
            changes.cut_short = not reaches_back
            break
    found.pop(0, None)
    changes.client_ids = [str(client_id) for client_id in found]
    changes.cut_short |= len(found) > MOST_CHANGED
    return changes


def _client_id(line):
    return number(line, "clientId") or number(line, "userid")
