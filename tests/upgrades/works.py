"""What Odoo can do, and what it reads, in a database; each asks in Odoo's shell."""

import json
import re

from devtools import server
from tests.left_overs import loud_lines

from .seeds import books, connections, users

CHECK = """
import json
user = env.ref("base.user_admin")
env = env(user=user, su=False)
for model in ("res.partner", "account.move", "crm.lead", "contract.contract"):
    views = env[model].get_views([(False, "list"), (False, "form"), (False, "search")])
    assert views["views"].keys() == {"list", "form", "search"}, model
    records = env[model].search([], limit=80)
    records.web_read({name: {} for name in views["models"][model]["fields"]})
partner = env["res.partner"].create({"name": "A new one"})
env["crm.lead"].create({"name": "A new one", "partner_id": partner.id})
line = {"name": "Advice", "price_unit": 10}
values = {"partner_id": partner.id, "invoice_line_ids": [(0, 0, line)]}
move = env["account.move"].create({"move_type": "out_invoice", **values})
move.action_post()
assert move.state == "posted"
print("RESULT", json.dumps(move.name))
"""
READ = """
import json
found = {{}}
for xml_id, names in {names!r}.items():
    record = env.ref(xml_id)
    found[xml_id] = [
        {{name: each[name] for name in names}}
        for each in (record, record.with_context(lang={language!r}))
    ]
for system, names in {secrets!r}.items():
    backend = env["sync.backend"].search([("system", "=", system)])
    found[system] = {{name: backend[name] for name in names}}
print("RESULT", json.dumps(found))
"""


def check(name):
    """Open views of what our addons extend; make a partner, a lead and an invoice.

    :return: the number of the invoice
    """
    return _ask(name, CHECK)


def read(name):
    """Return ``{xml id: [values, values in the other language]}`` of `users`' records.

    And ``{system: secrets}`` of the backends, all as Odoo reads them.
    """
    script = READ.format(
        names=_names({**users.CHANGES, **users.TRANSLATED}),
        secrets=_names(connections.SECRETS),
        language=books.LANGUAGE,
    )
    return _ask(name, script)


def _names(values):
    return {key: list(fields) for key, fields in values.items()}


def _ask(name, script):
    log = server.script(name, script, "works")
    assert not loud_lines(log)
    (line,) = re.findall(r"^.*RESULT (.*)$", log.read_text(), re.M)
    return json.loads(line)
