"""``./dev test``: all tests, or those of the named addons and parts."""

import sys
import xml.etree.ElementTree as ElementTree

from . import database, lint, odoo_tests, paths, upstream
from .console import DevError, run, say

# as many processes as the smallest machine that we know has processors
TWO = ("--numprocesses=2", "--dist=loadfile")
# part -> what pytest is given
PARTS = {
    "unit": ["tests/unit", *TWO],
    "simulators": ["tests/simulators", *TWO],
    # the wheels of the addons, in an environment of their own
    "packages": ["tests/packages"],
    # databases of older states, upgraded; and from which our addons are uninstalled
    "upgrades": ["tests/upgrades", "--numprocesses=2", "--dist=loadscope"],
    # Each waits a lot. A file's tests share servers, so they stay together; each
    # process has databases of its own.
    "e2e": ["tests/e2e", "--numprocesses=3", "--dist=loadfile"],
    # databases with and without the addons that a site may have beside ours
    "coexistence": ["tests/coexistence", *TWO],
}


def main(names):
    """Run tests; print ``N passed, N failed`` last; return the exit code."""
    # Others have a run of their own: packages need a registry, upgrades the older
    # states, coexistence some minutes, and upstream (the tests of others) much longer.
    chosen = names or ["lint", "unit", "simulators", *paths.own_addons(), "e2e"]
    known = {"lint", "upstream", *PARTS, *paths.own_addons()}
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
    slow = ("packages", "upgrades", "coexistence", "e2e", "upstream")
    last = [name for name in slow if name in chosen]
    return [*first, *(["+".join(addons)] if addons else []), *last]


def _run(name):
    say(f"• {name} …")
    if name == "lint":
        return lint.count()
    if name in PARTS:
        return _pytest(name)
    if name == "upstream":
        return _upstream()
    return odoo_tests.main(name.split("+"))


def _pytest(name):
    report = paths.LOGS / f"pytest-{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
    if name in ("e2e", "upgrades"):
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


def _upstream():
    """Run the tests of others beside our addons, and ours beside those of others."""
    good, bad = upstream.main()
    ours, failed = odoo_tests.main(paths.own_addons(), upstream.NEIGHBOURS)
    say(f"  ours beside {', '.join(upstream.NEIGHBOURS)}: {ours} passed")
    return good + ours, bad + failed
