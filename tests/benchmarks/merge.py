"""How long the merge of one record takes. Pure Python, no database.

Processor time of this process, as others may be at work.
"""

import statistics
import time

from odoo.addons.sync_base.lib.convert import Email, Line, Text, VatNumber
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.merge import merge

from devtools.bench import Row

RECORDS = 2_000
ROUNDS = 9
CONVERTERS = [Line(), Line(), Line(), Text(), Email(), VatNumber()]
POLICIES = ["remote", "odoo", "ask", "newest"]
FIELDS = [
    Field(
        f"field_{number}",
        f"remote_{number}",
        CONVERTERS[number % len(CONVERTERS)],
        policy=POLICIES[number % len(POLICIES)],
    )
    for number in range(25)
]


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    return [
        Row("merge: 25 fields, 5 of them changed (µs)", microseconds(5), 50),
        Row("merge: 25 fields, all of them changed (µs)", microseconds(25), None),
    ]


def microseconds(changed):
    """Return the median time of one merge, over records that are all different."""
    records = [_record(number, changed) for number in range(RECORDS)]
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        for base, local, remote in records:
            merge(FIELDS, base, local, remote)
        times.append((time.process_time() - start) / RECORDS)
    return statistics.median(times) * 1e6


def _record(number, changed):
    """Return base, local and remote; the sides changed half of the fields each."""
    base = {pair.name: f"Value {number} of {pair.name}" for pair in FIELDS}
    local, remote = dict(base), dict(base)
    for index, pair in enumerate(FIELDS[:changed]):
        side = local if index % 2 else remote
        side[pair.name] = f"Changed {number}"
    return base, local, remote
