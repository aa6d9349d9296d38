"""What a merge costs, and telling what a change of the field map would do."""

import statistics
import time
import timeit

from devtools import database
from devtools.bench import Row

from .worker import measure

RECORDS = 50_000
ROUNDS = 3
FIELDS = ("city", "country_id", "phone")


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    name = database.clone(database.template(), "dev_bench_field_map")
    measure(name, f"{__name__}:fill")
    rounds = [measure(name, f"{__name__}:seconds_of_effect") for _ in range(ROUNDS)]
    micro = measure(name, f"{__name__}:microseconds_of_merge")
    database.drop(name)
    print(f"  {rounds}", flush=True)
    ratio = statistics.median(each["effect"] / each["read"] for each in rounds)
    seconds = statistics.median(each["effect"] for each in rounds)
    return [
        Row("merge: one record of 25 fields (µs)", micro, 50),
        Row("field map: effect on 50,000 records / bare read of them", ratio, 3.0),
        Row("field map: effect of three fields on 50,000 records (s)", seconds, None),
    ]


# -- in the worker ---------------------------------------------------------------


def fill(env):
    """Tie partners, of which every tenth was changed in Odoo since."""
    backend = env["sync.backend"].create({"name": "Benchmark", "system": "whmcs"})
    country = env.ref("base.dk").id
    values = [
        {
            "name": f"Partner {number}",
            "city": f"City {number}",
            "phone": f"+45 {number:08}",
            "country_id": country,
        }
        for number in range(RECORDS)
    ]
    context = {"tracking_disable": True}
    partners = env["res.partner"].with_context(**context).create(values)
    ties = [
        (
            str(number),
            "v1",
            partner.id,
            {
                "name": f"Partner {number}",
                "email": None,
                "city": f"City {number}" if number % 10 else "Another",
                "phone": f"+45 {number:08}",
                "country_id": "DK",
                "street": "A street as long as they often are 17",
                "zip": "1234",
            },
        )
        for number, partner in enumerate(partners)
    ]
    env["sync.binding"]._insert(backend, "client", "res.partner", ties)
    return backend.id


def seconds_of_effect(env):
    """Return the time to tell the effect, and that of reading the same records."""
    backend = env["sync.backend"].search([("name", "=", "Benchmark")])
    env["sync.field"]._refresh(backend)
    fields = env["sync.field"].search(
        [
            ("backend_id", "=", backend.id),
            ("resource", "=", "whmcs.client"),
            ("name", "in", FIELDS),
        ]
    )
    start = time.perf_counter()
    action = fields.action_change()
    effect = time.perf_counter() - start
    change = env["sync.field.change"].browse(action["res_id"])
    changed = sum(change.line_ids.mapped("changed_count"))
    assert changed == RECORDS / 10, changed
    env.invalidate_all()
    start = time.perf_counter()
    bindings = env["sync.binding"].search([("backend_id", "=", backend.id)])
    partners = env["res.partner"].browse(bindings.mapped("res_id"))
    for name in FIELDS:
        partners.mapped(name)
    bindings.mapped("base_values")
    return {"effect": effect, "read": time.perf_counter() - start}


def microseconds_of_merge(_env):
    """Return the time to merge a record of which two fields differ."""
    from odoo.addons.sync_base.lib.convert import Line
    from odoo.addons.sync_base.lib.field_map import Field
    from odoo.addons.sync_base.lib.merge import merge

    fields = [Field(f"field_{number}", f"x{number}", Line()) for number in range(25)]
    base = {pair.name: f"value of {pair.name}" for pair in fields}
    local, remote = base | {"field_3": "ours"}, base | {"field_5": "theirs"}
    times = timeit.repeat(
        lambda: merge(fields, base, local, remote), number=1_000, repeat=7
    )
    return statistics.median(times) / 1_000 * 1e6
