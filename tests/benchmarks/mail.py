"""What filing mails on leads by their subject costs, against Odoo's own gateway.

The same 1,000 mails, by turns of a hundred: with the lead in the subject for us, and
with the lead given to Odoo, which files it there without looking for it.
"""

import time
from email.message import EmailMessage
from email.utils import make_msgid

from devtools import database
from devtools.bench import Row

from .worker import measure

MAILS, TURN = 1000, 100


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    name = database.clone(database.template(), "dev_bench_mail")
    try:
        found = measure(name, f"{__name__}:seconds")
    finally:
        database.drop(name)
    print(f"  {found}", flush=True)
    return [
        Row("mail: filing by subject / Odoo's own", found["ours"] / found["odoo"], 1.2)
    ]


# -- in the worker ---------------------------------------------------------------


def seconds(env):
    """Return the seconds of each mail in both ways."""
    mailbox = "leads@ours.example"
    env["ir.config_parameter"].set_param("crm_integria.lead_mailbox", mailbox)
    # each prospect writes once in a row: nothing is a loop
    leads = env["crm.lead"].create(
        [
            {
                "name": f"Lead {number}",
                "email_from": f"ana{number}@bakery{number}.example",
            }
            for number in range(TURN)
        ]
    )
    env.cr.commit()
    env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "100000")
    gateway = env["mail.thread"]
    taken = {"ours": 0.0, "odoo": 0.0}
    for turn in range(2 * MAILS // TURN + 2):
        way = "ours" if turn % 2 else "odoo"
        mails = [mail(lead, way == "ours", mailbox) for lead in leads]
        start = time.perf_counter()
        for lead, content in zip(leads, mails, strict=True):
            if way == "ours":
                filed = gateway.message_process(None, content)
            else:
                filed = gateway.message_process("crm.lead", content, thread_id=lead.id)
            env.cr.commit()
            env.invalidate_all()
            assert filed == lead.id
        if turn > 1:  # the first ones fill caches
            taken[way] += time.perf_counter() - start
    outcomes = env["crm.lead.mail"]._read_group([], ["outcome"], ["__count"])
    assert outcomes == [("filed", MAILS + TURN)], outcomes
    return {way: total / MAILS for way, total in taken.items()}


def mail(lead, named, mailbox):
    message = EmailMessage()
    message["Subject"] = f"Re: [Lead#{lead.id}] Offer" if named else "Re: Offer"
    message["From"] = lead.email_from
    message["To"] = mailbox
    message["Message-Id"] = make_msgid(domain="there.example")
    message.set_content("I want it.\n" * 20)
    message.add_alternative("<p>I want it.</p>" * 20, subtype="html")
    return message.as_bytes()
