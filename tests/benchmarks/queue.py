"""A pull against what connectors usually do: one job of queue_job for each record.

The rival is the least that such a connector does. Its job gets the record as an
argument, looks for a partner by e-mail address, and creates or writes it, without mail
tracking. It keeps no tie, no base, no run, and merges nothing. Its jobs are made in
batches and performed one after another in this process, by the very code that a worker
performs a job with: each in a cursor of its own, taken, locked, done, committed. It is
spared the runner's HTTP request for each job. Neither side asks a remote over HTTP.
"""

import statistics
import time

from devtools.bench import Row

from .memory_remote import customer, prepared
from .worker import measure

ROUNDS = 3
PULLED = 10_000
# So many are enough for the time per job, which does not depend on their number.
JOBS = 1_000
BATCH = 500


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    ratios = []
    for number in range(ROUNDS):
        with prepared("dev_bench_queue") as name:
            pull = measure(
                name, "tests.benchmarks.memory_remote:seconds_of_pull", customers=PULLED
            )
            jobs = measure(name, f"{__name__}:seconds_of_jobs")
        pull, jobs = pull / PULLED, jobs / JOBS
        print(
            f"  round {number + 1}: pull {pull * 1e3:.2f} ms, job {jobs * 1e3:.2f} ms "
            f"each; {jobs / pull:.1f} times faster",
            flush=True,
        )
        ratios.append(pull / jobs)
    return [
        Row("pull / one job per record", statistics.median(ratios), 1 / 15),
    ]


# -- in the worker ---------------------------------------------------------------


def seconds_of_jobs(env):
    """Return the time that the rival takes for `JOBS` records that are new."""
    type(env["res.partner"])._bench_import = _bench_import
    start = time.perf_counter()
    for first in range(PULLED, PULLED + JOBS, BATCH):
        for number in range(first, first + BATCH):
            env["res.partner"].with_delay()._bench_import(customer(number))
        env.cr.commit()
    env.cr.execute("UPDATE queue_job SET state = 'enqueued' RETURNING uuid")
    uuids = [uuid for (uuid,) in env.cr.fetchall()]
    env.cr.commit()
    for uuid in uuids:
        _perform(env, uuid)
    seconds = time.perf_counter() - start
    assert env["res.partner"].search_count([("email", "like", "customer.")]) == (
        PULLED + JOBS
    )
    return seconds


def _perform(env, uuid):
    """Do what a worker does when the runner asks it to run a job."""
    from odoo.addons.queue_job.controllers.main import RunJobController

    with env.registry.cursor() as cr:
        job_env = env(cr=cr)
        job = RunJobController._acquire_job(job_env, uuid)
        RunJobController._runjob(job_env, job)


def _bench_import(partners, record):
    """Create or write the partner of one remote record."""
    partners = partners.with_context(tracking_disable=True)
    partner = partners.search([("email", "=", record["email"])], limit=1)
    if partner:
        partner.write(record)
    else:
        partners.create(record)
