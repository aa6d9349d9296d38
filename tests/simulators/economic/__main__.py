"""Command line: `python -m tests.simulators.economic [options]`."""

import argparse

from tests.simulators.economic.app import EconomicSimulator
from tests.simulators.economic.limits import Bucket
from tests.simulators.economic.seed import seed
from tests.simulators.economic.soap.sessions import USUAL_SECONDS
from tests.simulators.economic.store import QUIRKS, Store
from tests.simulators.economic.variety import vary
from tests.simulators.server import add_common_options, serve


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulators.economic", description=__doc__
    )
    add_common_options(parser)
    add = parser.add_argument
    add("--app-secret", default="simulator-app-secret")
    add("--app-public", default="simulator-app-public")
    add("--grant", default="simulator-grant")
    add("--customers", type=int, default=20)
    add("--contacts", type=int, default=30)
    add("--odd-records", action="store_true", help="add records with odd data")
    add("--varied", action="store_true", help="add values few customers have")
    add("--quirk", action="append", default=[], choices=QUIRKS)
    add("--rate-limit", type=int, default=10000, help="tokens of all calls")
    add("--rate-seconds", type=float, default=60)
    add("--session-seconds", type=float, default=USUAL_SECONDS, help="of SOAP, idle")
    add("--webhook-delay", type=float, default=0.0, metavar="SECONDS")
    add("--webhook-pause", type=float, default=0.1, metavar="SECONDS")
    return parser.parse_args(arguments)


def build_simulator(options):
    store = Store(options.quirk)
    seed(store, options.customers, options.contacts, options.seed, options.odd_records)
    if options.varied:
        vary(store, options.seed)
    return EconomicSimulator(
        store,
        (options.app_secret, options.grant, options.app_public),
        Bucket(options.rate_limit, options.rate_seconds),
        options.webhook_delay,
        options.webhook_pause,
        options.session_seconds,
        latency=options.latency,
        faults=options.fault,
        seed=options.seed,
    )


def main():
    options = parse_arguments()
    serve(build_simulator(options), options.port)


if __name__ == "__main__":
    main()
