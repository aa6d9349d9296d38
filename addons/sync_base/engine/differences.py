"""Counting how records differ from *base*, with what Odoo knows; nobody is asked."""

from collections import Counter

from odoo.tools import SQL

from ..lib.convert import KEEP
from .lookups import Lookups

PAGE = 2_000


def count_differences(backend, resource, pairs):
    """Return ``{field: Counter}`` of the tied records of a resource.

    ``changed``: the record holds something else than both sides had at the last
    synchronisation; ``same``: it does not. Never synchronised in this field are
    ``filled`` ones, with a value in Odoo, and ``empty`` ones.

    :param resource: the resource, in the environment of the backend's user
    """
    counts = {pair.name: Counter() for pair in pairs}
    lookups = Lookups(backend, resource.env)
    model = resource.env[resource._sync_model].with_context(active_test=False)
    for bases in _pages(backend, resource):
        records = model.search_fetch([("id", "in", list(bases))], [*counts], order="id")
        lookups.new_page()
        for pair in pairs:
            if pair.convert.lookup:
                lookups.load_codes(pair, records)
            known, count = lookups.of(pair), counts[pair.name]
            for record in records:
                value = pair.convert.from_odoo(record[pair.name], known)
                if value is KEEP:
                    continue
                count[_state(pair, bases[record.id], value)] += 1
        # What each page leaves in the cache adds up.
        records.invalidate_recordset()
    return counts


def _pages(backend, resource):
    """Yield ``{record id: base values}`` of the resource's bindings, page by page."""
    resource.env["sync.binding"].flush_model(["res_id", "base_values"])
    last = 0
    while True:
        rows = resource.env.execute_query(
            SQL(
                "SELECT id, res_id, base_values FROM sync_binding "
                "WHERE backend_id = %s AND kind = %s AND res_id > 0 AND id > %s "
                "AND base_values IS NOT NULL ORDER BY id LIMIT %s",
                backend.id,
                resource._sync_kind,
                last,
                PAGE,
            )
        )
        if not rows:
            return
        last = rows[-1][0]
        yield {res_id: base for _id, res_id, base in rows}


def _state(pair, base, value):
    if pair.name not in base:
        return "empty" if value is None else "filled"
    return "same" if pair.same(base[pair.name], value) else "changed"
