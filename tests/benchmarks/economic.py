"""How fast e-conomic's customers and contacts come in, against bare creates."""

from devtools import database
from devtools.bench import Row
from devtools.demo.economic import connection
from devtools.demo.simulator import Simulator

from .pull import timed_pull, watched_pull, written
from .worker import measure

CUSTOMERS, CONTACTS = 5_000, 8_000
MANY = 100_000
PAGE = 1_000
LISTS = 5
ROUNDS = 2
LINKS = ("group", "terms", "zone", "layout", "employee")


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    return [*speed(), memory()]


def speed():
    options = {"customers": CUSTOMERS, "contacts": CONTACTS, "rate_limit": 1_000_000}
    rounds = []
    with Simulator("tests.simulators.economic", **options) as economic:
        for _round in range(ROUNDS):
            pulled = database.clone(database.template(), "dev_bench_pull")
            bare = database.clone(database.template(), "dev_bench_bare")
            figures = measure(pulled, f"{__name__}:pull", url=economic.url)
            by_soap = database.clone(database.template(), "dev_bench_soap")
            figures["soap"] = measure(
                by_soap, f"{__name__}:pull", url=economic.url, transport="soap"
            )["first"]
            database.drop(by_soap)
            figures["bare"] = measure(
                bare,
                "tests.benchmarks.pull:bare_create",
                source=pulled,
                models=["economic.customer", "economic.contact"],
                kinds=["customer", "contact"],
                without=[f"economic_{link}_id" for link in LINKS],
            )
            print(f"  {figures}", flush=True)
            rounds.append(figures)
            database.drop(pulled)
            database.drop(bare)
    first, again, bare, soap = (
        min(each[name] for each in rounds)
        for name in ("first", "again", "bare", "soap")
    )
    return [
        Row("economic: first pull / bare create", first / bare, 1.6),
        Row("economic: first pull by SOAP / bare create", soap / bare, 1.6),
        Row(
            "economic: list calls of 5,000 customers and 8,000 contacts",
            rounds[0]["calls"] - LISTS,
            (CUSTOMERS + CONTACTS) / PAGE,
        ),
        Row("economic: nothing changed / first pull", again / first, 0.1),
        Row(
            "economic: rows of res_partner written though nothing changed",
            max(each["written"] for each in rounds),
            0,
        ),
    ]


def memory():
    options = {"customers": MANY, "contacts": 0, "rate_limit": 1_000_000}
    with Simulator("tests.simulators.economic", **options) as economic:
        name = database.clone(database.template(), "dev_bench_memory")
        figures = measure(name, f"{__name__}:memory_of_pull", url=economic.url)
        print(f"  {figures}", flush=True)
        database.drop(name)
    assert figures["customers"] == MANY
    return Row(f"economic: memory growth over {MANY:,} (MiB)", figures["mib"], 150)


# -- in the worker ---------------------------------------------------------------


def make_backend(env, url, **values):
    env.ref("base.DKK").active = True
    usual = {**connection(url), "name": "Benchmark", "state": "running"}
    return env["sync.backend"].create({**usual, **values})


def pull(env, url, transport="rest"):
    """Return seconds and calls of the first pull, and of one with nothing new."""
    backend = make_backend(env, url, economic_transport=transport)
    figures = {"first": timed_pull(backend)}
    run = env["sync.run"].search([], limit=1)
    figures |= {"calls": run.calls, "failed": run.failed}
    before = written(env)
    figures["again"] = timed_pull(backend)
    return {**figures, "written": written(env) - before}


def memory_of_pull(env, url):
    """Return what `watched_pull` does, and how many customers came in."""
    backend = make_backend(env, url)
    figures = watched_pull(backend)
    tied = [("kind", "=", "customer"), ("res_id", ">", 0)]
    return {**figures, "customers": env["sync.binding"].search_count(tied)}
