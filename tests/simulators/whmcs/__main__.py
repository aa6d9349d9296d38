"""Command line: `python -m tests.simulators.whmcs [options]`."""

import argparse

from tests.simulators.server import add_common_options, serve
from tests.simulators.whmcs.access import Access
from tests.simulators.whmcs.app import WhmcsSimulator
from tests.simulators.whmcs.billing import BillingSettings
from tests.simulators.whmcs.clock import DATE_FORMATS, DEFAULT_DATE_FORMAT
from tests.simulators.whmcs.installation import Installation, has_immutable_invoices
from tests.simulators.whmcs.quirks import QUIRKS
from tests.simulators.whmcs.renderer import Renderer
from tests.simulators.whmcs.seed import seed_store
from tests.simulators.whmcs.seed_billing import seed_billing
from tests.simulators.whmcs.seed_tickets import seed_tickets
from tests.simulators.whmcs.store import Store
from tests.simulators.whmcs.support import DEFAULT_MASK


def parse_arguments(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulators.whmcs", description=__doc__
    )
    add_common_options(parser)
    add = parser.add_argument
    add("--root", default="/", help="folder of WHMCS on the web server")
    add("--identifier", default="simulator-identifier")
    add("--secret", default="simulator-secret")
    add("--access-key", default="", help="value of accesskey that skips the IP check")
    add("--caller-ip", default="", help="address WHMCS sees instead of the real one")
    add("--refuse-ip", action="append", default=[], metavar="IP")
    add("--deny-action", action="append", default=[], metavar="ACTION")
    add("--clients", type=int, default=50)
    add("--contacts", type=int, default=80)
    add("--odd-records", action="store_true", help="add records with bad data")
    add("--quirk", action="append", default=[], choices=sorted(QUIRKS))
    add("--activity-log-limit", type=int, default=10000, metavar="N")
    add("--whmcs-version", default="8.13.1")
    add("--products", type=int, default=12)
    add("--invoices", type=int, default=0)
    add("--tax", choices=("exclusive", "inclusive"), default="exclusive")
    add("--compound-tax", action="store_true", help="level 2 is also taken of level 1")
    add("--sequential-numbers", action="store_true", help="numbered at payment")
    add("--date-format", choices=DATE_FORMATS, default=DEFAULT_DATE_FORMAT)
    add("--departments", type=int, default=3, help="the API's admin lacks the last")
    add("--tickets", type=int, default=0)
    add("--ticket-mask", default=DEFAULT_MASK, help="the format of ticket numbers")
    return parser.parse_args(arguments)


def build_simulator(options):
    settings = BillingSettings(
        options.tax == "inclusive",
        options.compound_tax,
        options.sequential_numbers,
        has_immutable_invoices(options.whmcs_version),
    )
    store = Store(options.activity_log_limit, settings, options.ticket_mask)
    seed_store(
        store, options.clients, options.contacts, options.seed, options.odd_records
    )
    seed_billing(store, options.products, options.invoices, options.seed)
    seed_tickets(store, options.departments, options.tickets, options.seed)
    access = Access(
        options.identifier,
        options.secret,
        options.access_key,
        options.caller_ip,
        set(options.refuse_ip),
    )
    access.deny(options.deny_action)
    installation = Installation(
        store,
        access,
        Renderer(options.quirk),
        options.whmcs_version,
        options.date_format,
    )
    return WhmcsSimulator(
        installation,
        options.root,
        latency=options.latency,
        faults=options.fault,
        seed=options.seed,
    )


def main():
    options = parse_arguments()
    serve(build_simulator(options), options.port)


if __name__ == "__main__":
    main()
