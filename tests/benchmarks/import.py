"""What the import of companies costs, against Odoo's own of the same data."""

import base64
import csv
import io
import resource
import sys
import time

from devtools import database
from devtools.bench import Row

from .worker import measure

ROWS, MANY = 10_000, 100_000
ROUNDS = 2
FIELDS = [
    "name",
    "street",
    "vat",
    "country_id/.id",
    "website",
    "comment",
    "crm_role_id/.id",
    "parent_id/.id",
    "user_id/.id",
    "crm_payment_days",
    "is_company",
    "is_crm_company",
]


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    best = {"ours": float("inf"), "load": float("inf")}
    for number in range(ROUNDS):
        for kind in sorted(best, reverse=bool(number % 2)):
            name = database.clone(database.template(), f"dev_bench_{kind}")
            found = measure(name, f"{__name__}:seconds_of_{kind}")
            database.drop(name)
            best[kind] = min(best[kind], found)
        print(f"  round {number + 1}: {best}", flush=True)
    name = database.clone(database.template(), "dev_bench_many")
    many = measure(name, f"{__name__}:seconds_of_ours", count=MANY)
    database.drop(name)
    return [
        Row(
            "import: 10,000 companies / Odoo's own load()",
            best["ours"] / best["load"],
            1.3,
        ),
        Row(
            "import: time per company of 100,000 / of 10,000",
            many / best["ours"] * ROWS / MANY,
            1.3,
        ),
    ]


# -- in the worker ---------------------------------------------------------------


def companies(env, count=ROWS):
    """Return dicts of companies by the columns of the file, ids included."""
    own = env["res.partner"].create(
        {"name": "Own company", "is_company": True, "is_crm_company": True}
    )
    countries = env["res.country"].search([], limit=40)
    roles = env["crm.company.role"].search([])
    admin = env.ref("base.user_admin")
    env.cr.commit()
    for number in range(count):
        yield {
            "name": f"Company {number}",
            "address": f"Street {number}",
            "fiscal_id": f"X{number}",
            "country": countries[number % 40],
            "website": f"https://company-{number}.example",
            "comments": f"Comment {number}",
            "id_company_role": roles[number % len(roles)],
            "id_parent": own,
            "manager": admin,
            "payment_conditions": number % 90,
        }


def seconds_of_ours(env, count=ROWS):
    """Return the time of the import, batch by batch, as the web client asks for it."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    for each in companies(env, count):
        lines.writerow(
            [
                each["name"],
                each["address"],
                each["fiscal_id"],
                each["country"].name,
                each["website"],
                each["comments"],
                each["id_company_role"].id,
                each["id_parent"].id,
                each["manager"].login,
                "",
                each["payment_conditions"],
            ]
        )
    file = base64.b64encode(text.getvalue().encode())
    env = env(user=env.ref("base.user_admin").id)
    wizard = env["crm.file.import"].create({"file": file})
    start = time.perf_counter()
    wizard.action_check()
    env.cr.commit()
    print(f"  check of {count}: {time.perf_counter() - start:.1f} s", file=sys.stderr)
    start = time.perf_counter()
    left = True
    while left:
        env.invalidate_all()
        left = wizard.import_batch()
        env.cr.commit()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {count}: {seconds:.1f} s, {peak:.0f} MiB at most", file=sys.stderr)
    made = env["res.partner"].search_count([("name", "=like", "Company %")])
    assert made == count, wizard.summary
    return seconds


def seconds_of_load(env):
    """Return the time of Odoo's own import of all rows at once."""
    data = [
        [
            each["name"],
            each["address"],
            each["fiscal_id"],
            str(each["country"].id),
            each["website"],
            each["comments"],
            str(each["id_company_role"].id),
            str(each["id_parent"].id),
            str(each["manager"].id),
            str(each["payment_conditions"]),
            "1",
            "1",
        ]
        for each in companies(env)
    ]
    env = env(user=env.ref("base.user_admin").id)
    model = env["res.partner"].with_context(tracking_disable=True)
    start = time.perf_counter()
    result = model.load(FIELDS, data)
    env.cr.commit()
    seconds = time.perf_counter() - start
    assert result["ids"] and len(result["ids"]) == ROWS, result["messages"][:3]
    return seconds
