"""Command line: `python -m tests.simulators.zoho [options]`."""

import argparse
import re

from tests.simulators.server import add_common_options, serve
from tests.simulators.zoho.accounts.client import Client
from tests.simulators.zoho.accounts.tokens import Limits, Tokens
from tests.simulators.zoho.app import ZohoSimulator
from tests.simulators.zoho.crm.service import Gate
from tests.simulators.zoho.limits import CONCURRENCY, Credits, usual_credits
from tests.simulators.zoho.notifications.caller import Delivery
from tests.simulators.zoho.notifications.channels import Channels
from tests.simulators.zoho.odd_records import add_odd_records
from tests.simulators.zoho.org import CURRENCIES, EDITIONS, Org
from tests.simulators.zoho.quirks import QUIRKS
from tests.simulators.zoho.regions import REGIONS
from tests.simulators.zoho.seed import seed
from tests.simulators.zoho.store import Store
from tests.simulators.zoho.subforms import ALLOWED

API_NAME = re.compile("[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulators.zoho", description=__doc__
    )
    add_common_options(parser)
    add = parser.add_argument
    add("--client-id", default="1000.SIMULATORCLIENT")
    add("--client-secret", default="simulator-secret")
    add("--redirect-uri", action="append", default=[], help="without: any")
    add("--region", choices=REGIONS, default="eu", help="where the org is")
    add("--edition", choices=EDITIONS, default="enterprise")
    add("--currency", choices=CURRENCIES, default="EUR", help="the base currency")
    add("--multi-currency", action="store_true")
    add("--pipelines", type=int, choices=range(4), default=1, help="0: switched off")
    add("--provisioned", action="store_true", help="with the fields of the billing")
    add(
        "--subform",
        action="append",
        default=[],
        type=api_name,
        metavar="NAME",
        help="a subform of deals, such as Product_and_Pricing; repeatable",
    )
    add("--contacts", type=int, default=20)
    add("--products", type=int, default=10)
    add("--deals", type=int, default=20)
    add("--odd-records", action="store_true", help="add records with odd data")
    add("--quirk", action="append", default=[], choices=sorted(QUIRKS))
    add("--credits", type=int, help="of 24 hours; without: those of the edition")
    add("--concurrency", type=int, help="calls at a time; without: of the edition")
    add("--access-seconds", type=float, default=3600, help="life of access tokens")
    add("--code-seconds", type=float, default=120, help="life of codes")
    add("--refreshes", type=int, default=10, help="in ten minutes")
    add("--no-oauth-limits", action="store_true", help="no limits per minute")
    add("--search-lag", type=float, default=0.0, metavar="SECONDS")
    add("--notify-delay", type=float, default=0.0, metavar="SECONDS")
    add("--notify-jitter", type=float, default=0.0, metavar="SECONDS")
    add("--notify-lost", type=float, default=0.0, metavar="SHARE")
    add("--notify-repeated", type=float, default=0.0, metavar="SHARE")
    add("--notify-tries", type=int, default=1)
    options = parser.parse_args(arguments)
    allowed = ALLOWED.get(options.edition, 0)
    if len(options.subform) > allowed:
        parser.error(f"modules of this edition have up to {allowed} subforms")
    return options


def api_name(text):
    if not API_NAME.fullmatch(text):
        raise ValueError(text)
    return text


def build_simulator(options):
    org = Org(
        options.edition,
        options.currency,
        options.multi_currency,
        region=options.region,
    )
    store = Store(org, options.pipelines, options.quirk, options.subform)
    store.search_lag = options.search_lag
    if options.provisioned:
        store.metadata.add_billing_fields()
    seed(store, options.contacts, options.products, options.deals, options.seed)
    if options.odd_records:
        add_odd_records(store)
    client = Client(
        options.client_id, options.client_secret, redirect_uris=options.redirect_uri
    )
    limits = Limits(
        options.code_seconds,
        options.access_seconds,
        options.refreshes,
        rare=not options.no_oauth_limits,
    )
    credits, concurrency = options.credits, options.concurrency
    if credits is None:
        credits = usual_credits(org.edition, len(org.users))
    if concurrency is None:
        concurrency = CONCURRENCY[org.edition]
    delivery = Delivery(
        options.notify_delay,
        options.notify_jitter,
        options.notify_lost,
        options.notify_repeated,
        options.notify_tries,
    )
    return ZohoSimulator(
        store,
        client,
        Tokens(store.clock, limits),
        (Credits(credits, store.clock), Gate(concurrency, [])),
        Channels(store.clock),
        delivery,
        latency=options.latency,
        faults=options.fault,
        seed=options.seed,
    )


def main():
    options = parse_arguments()
    serve(build_simulator(options), options.port)


if __name__ == "__main__":
    main()
