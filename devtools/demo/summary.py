"""What ``./dev demo`` prints in the end: who to log in as, and what to try first."""

from ..console import say
from . import company, leads, people, whmcs

WIDTH = 100


def print_summary(story):
    """Print what came in, the log-ins and the first steps of a finished `Story`."""
    for line in lines(story):
        say(line)


def lines(story):
    """Return the text as a list of lines."""
    address = f"{story.odoo.url}/odoo"
    return [
        "",
        *_counts(story),
        "",
        f"{company.COMPANY['name']} is open:  {address}",
        "",
        "Who to log in as (the password is the log-in):",
        "",
        *_people(),
        "",
        "Try this first, as admin:",
        "",
        *_steps(address, story),
    ]


def _counts(story):
    run = story.run
    found = whmcs.counts(story.rpc, story.backend)
    yield "What came in from WHMCS:"
    yield from _columns([f"{number:>6} {what}" for number, what in found])
    open_issues = [["backend_id", "=", story.backend], ["state", "=", "open"]]
    issues = story.rpc.count("sync.issue", *open_issues)
    speed = run["created"] / (run["seconds"] or 1)
    yield (
        f"  {issues} issues, each with a reason; {run['calls']} calls in "
        f"{run['seconds']:.0f} s, {speed:.0f} records per second"
    )


def _columns(texts):
    """Yield texts in two columns, the first half to the left."""
    half = (len(texts) + 1) // 2
    right = [*texts[half:], ""]
    for here, there in zip(texts[:half], right[:half], strict=True):
        yield f"  {here:<42}{there}".rstrip()


def _people():
    for person in (people.ADMIN, *people.PEOPLE):
        yield f"  {person.login:<9} {person.name:<15} {person.can}"


def _steps(address, story):
    for number, (*places, text) in enumerate(steps(story), start=1):
        yield f"  {number:>2}. {text}"
        for path in places:
            yield f"      {path if '://' in path else f'{address}/{path}'}"


def steps(story):
    """Return ``[(path below /odoo or address, …, what is seen there)]``."""
    deals, waits = story.deals, story.waits
    event, run = "sync_base.sync_event_action", "sync_base.sync_run_action"
    return [
        (
            f"contacts/{waits['conflict_partner']}",
            "A conflict waits: WHMCS and Odoo changed the same client. Press Compare.",
        ),
        (
            f"action-{event}/{waits['event']}",
            "A webhook that failed, with its reason and what was sent. Press Replay.",
        ),
        (
            f"action-{run}/{waits['undo']}",
            "A run that moved a client to Svaneke: see its change, and press Undo.",
        ),
        (
            f"action-sync_base.sync_preview_action/{waits['dry_run']}",
            "A dry run: what the next full synchronisation would do, record by record.",
        ),
        (
            f"contacts/{story.differs}",
            "A customer that e-conomic has otherwise; the backend pauses, so it stays.",
        ),
        (
            f"crm.lead/{deals['waits']}",
            story.pay_link,
            "A deal won in Zoho CRM that waits for its payment. Pay as the customer:",
        ),
        (
            f"crm-contracts/{story.contracts['Managed hosting of 12 sites']}",
            "A contract that ends in nine days: its owner has an activity; its PDF.",
        ),
        (
            f"crm-leads/{story.leads[leads.OFFER]}",
            "A lead with its mails, there and back. Press Reply by e-mail.",
        ),
        (
            f"action-helpdesk_mgmt.helpdesk_ticket_action/{story.ticket}",
            "A ticket with its hours, which became an invoice in WHMCS.",
        ),
        (
            "action-crm_integria.crm_invoice_gap_action",
            "Numbers that the invoices lack, and why: one deleted, two left out.",
        ),
    ]
