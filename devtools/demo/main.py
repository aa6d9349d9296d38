"""The story in order: the company and its people, its customers, its systems."""

import signal
import threading
from contextlib import ExitStack

from tests.e2e.crm.mail_servers import smtp_server

from .. import database
from ..console import say, step
from ..rpc import Rpc
from ..server import Odoo, load_demo
from . import (
    company,
    contracts,
    customers,
    economic,
    invoices,
    leads,
    mails,
    people,
    whmcs,
    zoho,
)
from .check import check_demo
from .simulator import Simulator, wait_for_run
from .summary import print_summary
from .waiting import SECRET, Waiting

DATABASE = "dev_demo"


def main(port, clients, check=False, pictures=None):
    """Run the demo until Ctrl-C, or until it was checked; return the exit code."""
    with ExitStack() as stack:
        stack.enter_context(database.running())
        with step("Demo database"):
            database.clone(database.template(), DATABASE)
            load_demo(DATABASE, "crm_integria")
        story = Story(stack, port)
        story.found()
        story.connect_whmcs(clients)
        story.look_after_customers()
        story.read_whmcs()
        story.bill()
        story.connect_economic()
        story.connect_zoho()
        story.wait_for_people()
        if check:
            return check_demo(story, pictures)
        print_summary(story)
        say("\nCtrl-C stops everything.")
        _wait_for_end()
        say("\nstopping …")
    return 0


class Story:
    """What the demo has so far.

    :param stack: `ExitStack` that ends what is started
    """

    def __init__(self, stack, port):
        self.stack = stack
        with step("Odoo"):
            smtp_port, _mails = stack.enter_context(smtp_server())
            self.odoo = stack.enter_context(Odoo(DATABASE, port=port))
            self.rpc = Rpc(self.odoo.url, DATABASE)
            # what an admin's first log-in sets
            address = ("web.base.url", self.odoo.url)
            self.rpc.call("ir.config_parameter", "set_param", *address)
            zoho.send_mails_to(self.rpc, smtp_port)

    def _simulator(self, *arguments, **options):
        return self.stack.enter_context(Simulator(*arguments, **options))

    def found(self):
        with step(f"{company.COMPANY['name']} and its people"):
            self.ours = company.found_company(self.rpc)
            people.hire(self.rpc, self.ours)
            self.team = people.Team(self.rpc, self.odoo.url, DATABASE)

    def connect_whmcs(self, clients):
        """Start the first synchronisation, which goes on meanwhile."""
        options = whmcs.options(clients)
        with step(
            f"WHMCS simulator with {clients} clients, {options['invoices']} invoices, "
            f"{options['tickets']} tickets"
        ):
            self.whmcs = self._simulator(**options)
            settings = {**whmcs.billing_settings(self.rpc), **whmcs.TICKET_SETTINGS}
            url = self.whmcs.url
            self.backend = whmcs.create_whmcs(
                self.rpc, url, event_secret_input=SECRET, **settings
            )
            whmcs.ask_about(self.rpc, self.backend, whmcs.ASKED)
            whmcs.switch_on(self.rpc, self.backend)

    def look_after_customers(self):
        rpc, team = self.rpc, self.team
        with step("Customers, contracts and their papers"):
            self.companies = customers.meet_customers(rpc, team, self.ours)
            contracts.define_types(rpc)
            self.contracts = contracts.sign_contracts(rpc, team, self.companies)
            contracts.write_papers(rpc, team, self.contracts)
        with step("Leads and their mails"):
            office = self.companies[customers.OFFICE]
            self.leads = leads.collect_leads(rpc, team, office)
            leads.plan_work(rpc, team, self.leads)
            leads.open_doors(rpc, team, office, self.odoo.url)
            mails.exchange_mails(rpc, team, self.leads)

    def read_whmcs(self):
        with step("First synchronisation"):
            self.run = wait_for_run(self.rpc, self.backend)

    def bill(self):
        with step("Invoices by a pattern, with gaps"):
            arguments = (self.rpc, self.team, self.companies, self.contracts)
            self.invoices = invoices.send_invoices(*arguments)
        with step("Hours on a ticket, completed and invoiced"):
            helper = self.team.rpc("henrik")
            self.ticket = whmcs.bill_ticket(self.rpc, helper, self.backend)

    def connect_economic(self):
        with step(f"Simulated e-conomic with {economic.CUSTOMERS} customers"):
            there = self._simulator(
                "tests.simulators.economic",
                customers=economic.CUSTOMERS,
                contacts=economic.CONTACTS,
            )
            self.books = economic.start_economic(self.rpc, there.url)
            wait_for_run(self.rpc, self.books)
            self.differs = economic.let_one_differ(self.rpc, self.books, there)

    def connect_zoho(self):
        with step("Simulated Zoho CRM, with deals won, paid, billed, lost"):
            there = self._simulator("tests.simulators.zoho", **zoho.options(self.rpc))
            sales = zoho.Sales(self.rpc, self.odoo, DATABASE, there)
            wait_for_run(self.rpc, sales.backend)
            self.deals = sales.live()
            self.pay_link = sales.pay_link(self.deals["waits"])

    def wait_for_people(self):
        with step("A conflict, failed webhooks, a dry run"):
            waiting = Waiting(self.rpc, self.odoo.url, self.backend, self.whmcs)
            self.waits = waiting.disagree() | waiting.tell() | waiting.rehearse()


def _wait_for_end():
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_args: ended.set())
    try:
        ended.wait()
    except KeyboardInterrupt:
        return
