"""Who works on a run: a lock that outlives commits and ends with its process.

Work goes on over many transactions, so no row lock tells that somebody is at it. A lock
of the database session does: commits and rollbacks leave it, signal 9 frees it at once,
and no clock is asked. What a run has claimed is free again when nobody holds the run.
"""

from contextlib import contextmanager

from odoo.tools import SQL

# our locks among the advisory locks of the database: "sync" in ASCII
NAMESPACE = 0x73796E63

# subquery of the ids of runs that other processes hold
HELD_ELSEWHERE = SQL(
    "(SELECT objid::int8 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 "
    "AND classid = %s AND pid != pg_backend_pid() AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()))",
    NAMESPACE,
)


@contextmanager
def hold(cr, run_id):
    """Hold a run for the block; yield False where another process holds it."""
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (NAMESPACE, run_id))
    (ours,) = cr.fetchone()
    try:
        yield ours
    except BaseException:
        # In a failed transaction the lock could not be given back.
        cr.rollback()
        raise
    finally:
        if ours:
            cr.execute("SELECT pg_advisory_unlock(%s, %s)", (NAMESPACE, run_id))
