"""The addons' Odoo tests, in two databases at once."""

import re
from concurrent.futures import ThreadPoolExecutor

from . import database, paths, server
from .console import run, say, step
from .ports import free_port

# Odoo runs the tests of a database one after another, on one processor.
DATABASES = 2
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ ")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
TEST = re.compile(r"^    def test_", re.MULTILINE)


def main(addons, beside=()):
    """Run the tests of addons on clones of the template; return ``(passed, failed)``.

    What is tested on the addons of ``tests/addons`` counts with those they depend on.

    :param beside: addons that are installed as well, and not tested
    """
    template = database.template()
    parts = [_Part(number, group) for number, group in enumerate(_groups(addons), 1)]
    for part in parts:
        part.prepare(template, beside)
    with step(f"Odoo tests of {', '.join(addons)}"), ThreadPoolExecutor() as pool:
        results = [*pool.map(_Part.run, parts)]
    passed, failed = (sum(column) for column in zip(*results, strict=True))
    return passed, failed


def command(name, tags):
    """Return the command line that runs tests in database ``name``, and ends."""
    return server.command(
        name,
        f"--test-tags={','.join(tags)}",
        "--stop-after-init",
        f"--http-port={free_port()}",
        "--max-cron-threads=0",
    )


class _Part:
    """Addons whose tests share a database."""

    def __init__(self, number, addons):
        self.addons = addons
        self.extra = _test_addons(addons)
        self.database = f"dev_test_{number}"
        self.log = paths.LOGS / f"test-odoo-{number}.log"

    def prepare(self, template, beside):
        database.clone(template, self.database)
        if beside:
            server.install(self.database, beside)
        if self.extra:
            # On its own: with an installation, Odoo tests only what it installs.
            server.install(self.database, self.extra)

    def run(self):
        """Run the tests; return ``(passed, failed)``."""
        tags = [f"/{addon}" for addon in [*self.addons, *self.extra]]
        code = run(
            command(self.database, tags),
            env=server.environment(),
            cwd=paths.STATE,
            log=self.log,
            check=False,
        )
        database.drop(self.database)
        text = self.log.read_text(errors="replace")
        results = RESULT.findall(text)
        if not results:
            say(f"  no test of {', '.join(self.addons)} ran; see {self.log}")
            return 0, 1
        bad = sum(int(failed) + int(errors) for failed, errors, _total in results)
        total = sum(int(total) for *_bad, total in results)
        if bad or code:
            say(_failures(text))
            say(f"  the whole log: {self.log}")
            bad = bad or 1
        return total - bad, bad


def _groups(addons):
    """Return the addons as lists with about as many tests each."""
    groups = [[] for _number in range(min(DATABASES, len(addons)))]
    tests = {
        addon: sum(map(_count_tests, [addon, *_test_addons([addon])]))
        for addon in addons
    }
    for addon in sorted(addons, key=tests.get, reverse=True):
        smallest = min(groups, key=lambda group: sum(map(tests.get, group)))
        smallest.append(addon)
    return groups


def _count_tests(addon):
    files = paths.addon(addon).glob("tests/test_*.py")
    return sum(len(TEST.findall(file.read_text())) for file in files)


def _test_addons(addons):
    """Return the addons of ``tests/addons`` whose last dependency is one of these."""
    return [
        name
        for name in paths.test_addons()
        if database.manifest(name)["depends"][-1] in addons
    ]


def _failures(text):
    """Return the parts of an Odoo log that tell about failures."""
    shown, telling = [], False
    for line in text.splitlines():
        if LOG_LINE.match(line):
            telling = bool(re.search(r" (ERROR|CRITICAL) ", line))
        if telling:
            shown.append(line[:300])
    return "\n".join(shown[:300])
