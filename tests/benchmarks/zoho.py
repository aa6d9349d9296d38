"""How fast Zoho CRM's records come in, and with how many calls."""

import requests

from devtools import database
from devtools.bench import Row
from devtools.demo import zoho as demo_zoho
from devtools.demo.simulator import Simulator

from .pull import timed_pull, written
from .worker import measure

CONTACTS, PRODUCTS, DEALS = 10_000, 500, 5_000
PAGE = 200
ROUNDS = 2
WON = 500
# what each of them has one of
BILLED = ("contracts", "invoices", "mails", "episodes")
OPTIONS = {"no_oauth_limits": True, "credits": 10_000_000, "currency": "USD"}


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    return [*speed(), *calls(), *won_at_once()]


def speed():
    rounds = []
    options = {**OPTIONS, "contacts": CONTACTS, "products": 0, "deals": 0}
    with Simulator("tests.simulators.zoho", **options) as zoho:
        for _round in range(ROUNDS):
            pulled = database.clone(database.template(), "dev_bench_pull")
            bare = database.clone(database.template(), "dev_bench_bare")
            figures = measure(pulled, f"{__name__}:pull", url=zoho.url)
            figures["bare"] = measure(
                bare,
                "tests.benchmarks.pull:bare_create",
                source=pulled,
                models=["zoho.account", "zoho.contact"],
                kinds=["account", "contact"],
                without=[],
            )
            print(f"  {figures}", flush=True)
            rounds.append(figures)
            database.drop(pulled)
            database.drop(bare)
    first, again, bare = (
        min(each[name] for each in rounds) for name in ("first", "again", "bare")
    )
    return [
        Row("zoho: first pull of contacts / bare create", first / bare, 1.6),
        Row("zoho: nothing changed / first pull", again / first, 0.1),
        Row(
            "zoho: rows of res_partner written though nothing changed",
            max(each["written"] for each in rounds),
            0,
        ),
    ]


def calls():
    options = {"contacts": CONTACTS, "products": PRODUCTS, "deals": DEALS}
    with Simulator("tests.simulators.zoho", **OPTIONS, **options) as zoho:
        name = database.clone(database.template(), "dev_bench_pull")
        figures = measure(name, f"{__name__}:pull", url=zoho.url)
        accounts = len(_state(zoho.url, "Accounts"))
        print(f"  {figures}", flush=True)
        database.drop(name)
    records = accounts + CONTACTS + PRODUCTS + DEALS
    # one empty or incomplete page for each of the four modules, and the stages
    lists = records / PAGE + 5
    return [
        Row("zoho: list calls", figures["calls"] - figures["details"], lists),
        Row(
            "zoho: calls for each deal that is won",
            figures["details"] / figures["won"],
            2,
        ),
        Row("zoho: seconds for 15,500 records", figures["first"], None),
    ]


def won_at_once():
    """Have many deals be won at once: each has one contract, invoice and mail."""
    options = {**OPTIONS, "contacts": 0, "products": 0, "deals": 0}
    with Simulator("tests.simulators.zoho", **options, provisioned=True) as zoho:
        product = zoho.edit("product", operation="add", **demo_zoho.HOSTING)["id"]
        deals = []
        for number in range(WON):
            buyer = demo_zoho.person(f"Ada{number}", "Ærø")
            deals.append(demo_zoho.sell(zoho, f"Deal {number}", buyer))
        name = database.clone(database.template(), "dev_bench_pull")
        measure(name, f"{__name__}:pull", url=zoho.url, billing=True)
        for deal in deals:
            zoho.edit("deal", deal, "add-products", products=[product])
            zoho.edit("deal", deal, "move", stage="Closed Won")
        figures = measure(name, f"{__name__}:bill")
        print(f"  {figures}", flush=True)
        database.drop(name)
    wrong = sum(abs(figures[what] - WON) for what in BILLED) + figures["open"]
    return [
        Row(f"zoho: of {WON} deals won at once, not billed exactly once", wrong, 0),
        Row("zoho: seconds to bill one deal", figures["seconds"] / WON, None),
    ]


def _state(url, what):
    reply = requests.post(f"{url}/_simulator/state", json={"what": [what]}, timeout=60)
    return reply.json()[what]


# -- in the worker ---------------------------------------------------------------


def pull(env, url, billing=False):
    """Return seconds and calls of the first pull, and of one with nothing new.

    :param billing: have the fields of the billing be read
    """
    backend = env["sync.backend"].create(
        {
            "name": "Benchmark",
            "system": "zoho",
            "test_mode": True,
            "zoho_client_id": "1000.SIMULATORCLIENT",
            "zoho_client_secret_input": "simulator-secret",
            "zoho_root": url,
            "zoho_location": "eu",
            "state": "running",
        }
    )
    host = url.rpartition("/")[2]
    tokens = requests.post(
        f"{url}/_simulator/token", json={"by": "admin", "host": host}, timeout=60
    ).json()
    env["zoho.token"].create(
        {
            "backend_id": backend.id,
            "access_token": tokens["access_token"],
            "access_until": "2100-01-01 00:00:00",
            "refresh_token": tokens.get("refresh_token") or "none",
        }
    )
    # tokens are read by a transaction of their own
    env.cr.commit()
    if billing:
        env.company.email = "post@ours.example"
        backend.action_zoho_check_fields()
        env.cr.commit()
    figures = {"first": timed_pull(backend)}
    run = env["sync.run"].search([], limit=1)
    stats = requests.get(f"{url}/_simulator/stats", timeout=60).json()["calls"]
    details = sum(
        count
        for action, count in stats.items()
        if action.startswith(("GET /Deals/:id", "GET /Deals/{"))
    )
    won = env["crm.lead"].search_count([("zoho_category", "=", "won")])
    figures |= {"calls": run.calls, "failed": run.failed, "details": details}
    before = written(env)
    figures["again"] = timed_pull(backend)
    return {**figures, "won": max(won, 1), "written": written(env) - before}


def bill(env):
    """Pull once, with the deals won; then once more. Return what was made of them."""
    backend = env["sync.backend"].search([("system", "=", "zoho")])
    seconds = timed_pull(backend)
    timed_pull(backend)
    env["crm.lead"]._cron_zoho_follow()
    env.cr.commit()
    leads = env["crm.lead"].search([("zoho_category", "=", "won")])
    episodes = leads.zoho_episode_ids
    mails = env["mail.mail"].search(
        [("model", "=", "crm.lead"), ("res_id", "in", leads.ids)]
    )
    return {
        "seconds": seconds,
        "episodes": len(episodes),
        "contracts": len(episodes.contract_id),
        "invoices": env["account.move"].search_count(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted")]
        ),
        "mails": len(mails),
        "open": len(leads.filtered(lambda lead: lead.zoho_status != "link_sent")),
    }
