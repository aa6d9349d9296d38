"""What a document of a contract costs, against wkhtmltopdf with the same HTML."""

import time
from statistics import median

from devtools import database
from devtools.bench import Row

from .worker import measure

ROUNDS, MANY = 15, 100


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    name = database.clone(database.template(), "dev_bench_documents")
    found = measure(name, f"{__name__}:seconds")
    database.drop(name)
    print(f"  {found}", flush=True)
    theirs, action = found["wkhtmltopdf"], found["action"]
    return [
        Row("documents: rendering / wkhtmltopdf", found["render"] / theirs, 0.4),
        Row("documents: the whole action / wkhtmltopdf", action / theirs, 1.0),
        Row("documents: 100 of a selection / 100 x one", found["many"] / action, 1.0),
    ]


# -- in the worker ---------------------------------------------------------------


def seconds(env):
    """Return the seconds of one document in each way, and of each one of many."""
    env = env(user=env.ref("base.user_admin").id)
    contracts = make_contracts(env)
    contract = contracts[0]
    template = env.ref("crm_integria.document_contract_en")
    html = template._html(contract)
    report = env["ir.actions.report"]
    ways = {
        "wkhtmltopdf": lambda: report._run_wkhtmltopdf([html]),
        "render": lambda: template._render(contract),
        "action": lambda: generate(contract, template),
    }
    taken = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, make in ways.items():
            env.cr.commit()
            env.invalidate_all()
            start = time.perf_counter()
            made = make()
            if number:  # the first one fills caches
                taken[name].append(time.perf_counter() - start)
            assert made
    wizard = env["crm.document.generate"].create(
        {"contract_ids": contracts.ids, "template_id": template.id}
    )
    wizard.action_generate()
    start = time.perf_counter()
    while wizard.generate_batch():
        env.cr.commit()
        env.invalidate_all()
    env.cr.commit()
    many = (time.perf_counter() - start) / MANY
    assert len(wizard.made_ids) == MANY, wizard.failures
    return {"many": many} | {name: median(each) for name, each in taken.items()}


def make_contracts(env):
    company = env["res.partner"].create(
        {"name": "Customer", "is_company": True, "is_crm_company": True}
    )
    return env["contract.contract"].create(
        [
            {
                "name": f"Contract {number}",
                "partner_id": company.id,
                "crm_type_id": env.ref("crm_integria.contract_type_services").id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
            for number in range(MANY)
        ]
    )


def generate(contract, template):
    made = contract.crm_generate_document(template.id)
    contract.env.cr.commit()
    return made
