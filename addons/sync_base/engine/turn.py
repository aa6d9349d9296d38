"""What reading and sending have in common: a resource, some time, a run to count in."""

import logging
import random
import time
from functools import cached_property
from hashlib import blake2b

import psycopg2.errors

from ..lib.errors import Auth, Transient
from .overtaken import Overtaken, last_number

_logger = logging.getLogger(__name__)

TRIES = 5
# Seconds between two messages to those who watch a run.
TELL_EVERY = 1.0
# Somebody else wrote the same rows: the transaction is done again.
COLLISIONS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    psycopg2.errors.UniqueViolation,
)
# With this share of a page's objects failing, the remote is ill, not the records.
ILL_SHARE = 0.5
ILL_LEAST = 5


class Turn:
    """Work on one resource of a backend, in pages, as far as the time allows.

    :param resource: the resource, in the environment of the backend's user
    :param run: the `sync.run` to count in
    :param client: the client of the remote system
    :param lookups: `Lookups` of the backend
    :param deadline: `time.monotonic` value after which no further page is begun
    """

    def __init__(self, backend, resource, run, client, lookups, deadline):
        self.backend = backend
        self.resource = resource
        self.env = resource.env
        self.run = run
        self.client = client
        self.lookups = lookups
        self.deadline = deadline
        self._clock = time.monotonic()
        self._counted_calls = client.calls
        self._told = 0.0

    def execute(self):
        """Work page by page; return False where the time was up before the end."""
        raise NotImplementedError

    def _count(self, counts, **values):
        """Add the counts of a page to the run, with time and calls since the last."""
        now, calls = time.monotonic(), self.client.calls
        self.run._count(
            counts,
            kind=self.resource._title(),
            calls=self.run.calls + calls - self._counted_calls,
            seconds=self.run.seconds + now - self._clock,
            **self.run._budget_values(getattr(self.client, "budget", None)),
            **values,
        )
        self._clock, self._counted_calls = now, calls
        if now - self._told >= TELL_EVERY:
            self._told = now
            self.run._tell()

    def _in_transaction(self, step, *arguments, processed=0):
        """Do a step and commit it; again where it collided with somebody's work.

        :param step: function that may be called several times
        """
        for attempt in range(1, TRIES + 1):
            try:
                result = step(*arguments)
                self._commit(processed)
                return result
            except Overtaken:
                self.env.cr.rollback()
                raise
            except COLLISIONS:
                self.env.cr.rollback()
                if attempt == TRIES:
                    raise
                _logger.info("%s once more (%s)", self.resource._sync_kind, attempt)
                time.sleep(random.uniform(0, 0.1 * 2**attempt))

    def _mark(self):
        """Return the mark of what is read from now on; ends the transaction."""
        mark = last_number(self.env.cr)
        self._commit()
        return mark

    def _in_time(self, step, read_again, **options):
        """Do a step, after reading again what was overtaken; see `overtaken`.

        :param read_again: function of a set of remote ids
        """
        for _attempt in range(TRIES):
            try:
                return self._in_transaction(step, **options)
            except Overtaken as error:
                read_again(error.remote_ids)
        raise Transient(
            self.env._("It is changed again and again while it is read. Try later.")
        )

    def _commit(self, processed=0):
        """End the transaction: none may be open while a remote call is waited for."""
        self.env["ir.cron"]._commit_progress(processed, remaining=0)
        # Others may change what was read; and over many pages it would fill the memory.
        self.env.invalidate_all()

    # -- what was read -------------------------------------------------------------

    @cached_property
    def signature(self):
        """A text that changes with the field map, to read all anew then."""
        resource = self.resource
        maps = [resource, *resource._derived(), *resource._part_resources()]
        pairs = [pair for each in maps for pair in each._fields_of(self.backend)]
        text = "|".join(pair.signature() for pair in pairs)
        return blake2b(text.encode(), digest_size=4).hexdigest()

    def _version(self, remote):
        return f"{self.signature}:{remote.version}"

    @staticmethod
    def _raise_if_ill(remotes):
        """Raise what says that the remote does not answer, rather than some records."""
        errors = [remote.error for remote in remotes if remote.error]
        for error in errors:
            if isinstance(error, Auth):
                raise error
        passing = [error for error in errors if isinstance(error, Transient)]
        if len(passing) >= max(ILL_LEAST, ILL_SHARE * len(remotes)):
            raise passing[0]
