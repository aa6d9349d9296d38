"""Data as a site has after a while, made by whatever version of the addons runs.

`fill` runs in Odoo's shell. It must work with each of `releases.STATES` and with the
present addons, so it names only what all of them have; `columns` fills in the rest.
"""

from . import books, columns, connections, crm, deals, records, tickets, users


def fill(env):
    """Fill a database in which our addons were just installed, with demo data."""
    env = env(context={**env.context, "tz": "UTC"})
    for part in (books, crm, connections, deals, tickets, users, records, columns):
        part.fill(env)
        env.flush_all()
    crm.adopt(env)
