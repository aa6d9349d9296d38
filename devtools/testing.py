"""``./dev test``: all tests, or those of the named addons and parts."""

import re
import sys
import xml.etree.ElementTree as ElementTree

from . import database, lint, paths, server
from .console import DevError, run, say, step
from .ports import free_port

# part -> what pytest is given
PARTS = {
    "unit": ["tests/unit"],
    "simulators": ["tests/simulators"],
    # the wheels of the addons, in an environment of their own
    "packages": ["tests/packages"],
    # Each waits a lot. A file's tests share servers, so they stay together; each
    # process has databases of its own.
    "e2e": ["tests/e2e", "--numprocesses=2", "--dist=loadfile"],
}
DATABASE = "dev_test"
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ ")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def main(names):
    """Run tests; print ``N passed, N failed`` last; return the exit code."""
    # the packages have a run of their own: they need a registry, and a minute
    chosen = names or ["lint", "unit", "simulators", *paths.own_addons(), "e2e"]
    known = {"lint", *PARTS, *paths.own_addons()}
    if unknown := set(chosen) - known:
        raise DevError(
            f"no tests named {', '.join(sorted(unknown))}; there are: "
            f"{', '.join(sorted(known))}"
        )
    passed = failed = 0
    with database.running():
        for name in _ordered(chosen):
            good, bad = _run(name)
            say(f"  {name}: {good} passed, {bad} failed")
            passed += good
            failed += bad
    say(f"{passed} passed, {failed} failed")
    # a run that executed nothing has shown nothing
    return 0 if passed and not failed else 1


def _ordered(chosen):
    """Return what to run: fast parts first, all addons in one go as one name."""
    addons = [name for name in chosen if name in paths.own_addons()]
    first = [name for name in ("lint", "unit", "simulators") if name in chosen]
    last = [name for name in ("packages", "e2e") if name in chosen]
    return [*first, *(["+".join(addons)] if addons else []), *last]


def _run(name):
    say(f"• {name} …")
    if name == "lint":
        return lint.count()
    if name in PARTS:
        return _pytest(name)
    return _odoo(name.split("+"))


def _pytest(name):
    report = paths.LOGS / f"pytest-{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
    if name == "e2e":
        database.template()
    run([*command, *PARTS[name]], cwd=paths.ROOT, check=False)
    if not report.exists():
        return 0, 1
    suite = ElementTree.parse(report).getroot().find("testsuite")
    total, bad, skipped = (
        int(suite.get(key)) for key in ("tests", "failures", "skipped")
    )
    bad += int(suite.get("errors"))
    return total - bad - skipped, bad


def _odoo(addons):
    """Run the Odoo tests of addons on a clone of the template.

    What is tested on the addons of ``tests/addons`` counts with those they depend on.
    """
    template = database.template()
    database.clone(template, DATABASE)
    extra = _test_addons(addons)
    if extra:
        # On its own: with an installation, Odoo tests only what it installs.
        server.install(DATABASE, extra)
    log = paths.LOGS / "test-odoo.log"
    options = [
        f"--test-tags={','.join(f'/{addon}' for addon in [*addons, *extra])}",
        "--stop-after-init",
        f"--http-port={free_port()}",
        "--max-cron-threads=0",
    ]
    with step(f"Odoo tests of {', '.join(addons)}"):
        code = run(
            server.command(DATABASE, *options),
            env=server.environment(),
            cwd=paths.STATE,
            log=log,
            check=False,
        )
    database.drop(DATABASE)
    text = log.read_text(errors="replace")
    results = RESULT.findall(text)
    if not results:
        say(f"  no test ran; see {log}")
        return 0, 1
    bad = sum(int(failed) + int(errors) for failed, errors, _total in results)
    total = sum(int(total) for *_bad, total in results)
    if bad or code:
        say(_failures(text))
        say(f"  the whole log: {log}")
        bad = bad or 1
    return total - bad, bad


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
