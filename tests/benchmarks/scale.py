"""Whether a pull takes longer per record when there are many."""

from devtools.bench import Row

from .memory_remote import prepared
from .worker import measure

FEW, MANY = 10_000, 100_000


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    times = {}
    for customers in (FEW, MANY):
        with prepared("dev_bench_scale") as name:
            seconds = measure(
                name,
                "tests.benchmarks.memory_remote:seconds_of_pull",
                customers=customers,
            )
        times[customers] = seconds / customers
        print(f"  {customers}: {times[customers] * 1e3:.2f} ms each", flush=True)
    return [
        Row(
            f"pull: time per record at {MANY:,} / at {FEW:,}",
            times[MANY] / times[FEW],
            1.2,
        )
    ]
