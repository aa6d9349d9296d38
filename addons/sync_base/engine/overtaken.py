"""Which reading is later: a number that grows with each change of a binding.

Between reading a remote object and merging it, a push may send a change of it, or an
event bring in a later reading. The older one would then look like a change of the
remote side, and take back what is newer. So each change of a binding gets the next
number, and a reading remembers the last one that was given before it, its *mark*. A
binding with a later number has overtaken the reading: the object is read again.
"""

from odoo.tools import SQL

NAME = "sync_binding_change_number_seq"
SEQUENCE = SQL.identifier(NAME)


class Overtaken(Exception):
    """Objects were sent or brought in by somebody else since they were read."""

    def __init__(self, remote_ids):
        super().__init__(remote_ids)
        self.remote_ids = set(remote_ids)


def create_sequence(cr):
    """Create the sequence of numbers; it goes with its column."""
    cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s AS integer", SEQUENCE))
    cr.execute(SQL("ALTER SEQUENCE %s OWNED BY sync_binding.change_number", SEQUENCE))


def next_number(cr):
    """Return the number of a change that is being made."""
    cr.execute("SELECT nextval(%s)", (NAME,))
    return cr.fetchone()[0]


def last_number(cr):
    """Return the last number given, 0 before the first; to be asked before reading."""
    cr.execute(
        SQL("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %s", SEQUENCE)
    )
    return cr.fetchone()[0]


def check(remotes, bindings):
    """Refuse readings that were overtaken.

    :param bindings: ``{remote id: binding}``
    :raises Overtaken: at least one was
    """
    overtaken = [
        remote.id
        for remote in remotes
        if remote.mark is not None
        and remote.id in bindings
        and bindings[remote.id].change_number > remote.mark
    ]
    if overtaken:
        raise Overtaken(overtaken)
