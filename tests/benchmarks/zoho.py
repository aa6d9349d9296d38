"""How fast Zoho CRM's records come in, and with how many calls."""

import requests

from devtools import database
from devtools.bench import Row
from devtools.demo import Simulator

from .pull import timed_pull, written
from .worker import measure

CONTACTS, PRODUCTS, DEALS = 10_000, 500, 5_000
PAGE = 200
ROUNDS = 2
OPTIONS = {"no_oauth_limits": True, "credits": 10_000_000, "currency": "USD"}


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    return [*speed(), *calls()]


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


def _state(url, what):
    reply = requests.post(f"{url}/_simulator/state", json={"what": [what]}, timeout=60)
    return reply.json()[what]


# -- in the worker ---------------------------------------------------------------


def pull(env, url):
    """Return seconds and calls of the first pull, and of one with nothing new."""
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
