"""``./dev test upstream``: the tests of Odoo and the OCA, with our addons installed.

What fails there is run again in a database without ours: what fails in both is listed,
the rest counts as failed. It takes long, and is neither part of all tests nor of CI.
"""

import re

from . import database, odoo_tests, paths, server
from .console import run, say, step

# addon -> the least number of tests that it has: fewer, and the run shows nothing
SUITES = {"account": 900, "contract": 70, "crm": 130, "helpdesk_mgmt": 30}
# what a site may have beside our addons
NEIGHBOURS = [
    *("l10n_dk", "l10n_es", "l10n_de", "l10n_fr_account", "l10n_uk"),
    *("website_crm", "sale_management", "hr_timesheet", "queue_job"),
]
DATABASE = "dev_upstream"
# Odoo runs some tests while it installs; here all run once everything is installed.
PROGRAM = """\
from odoo.cli.command import main
from odoo.tests import loader

make = loader.make_suite
loader.make_suite = lambda names, position="at_install": make(
    names if position == "post_install" else [], "at_install,post_install"
)
main()
"""
STARTED = re.compile(r" INFO \S+ odoo\.addons\.(\w+)\.tests\.\S+: Starting (\S+) \.")
FAILED = re.compile(
    r"^[-\d]+ [\d:,]+ \d+ ERROR \S+ (?P<logger>[\w.]+): (?:FAIL|ERROR): (?P<test>.+)\n"
    r"(?P<trace>(?:(?![-\d]{10} [\d:,]{12} ).*\n)*)",
    re.M,
)
# the exception at the end of a trace, whose text may have several lines
RAISED = re.compile(r"^(?!Traceback)\S.*", re.M)
OF_CLASS = re.compile(r"\w+ \((odoo\.addons\.[\w.]+)\.(\w+)\)$")


def main():
    """Run the suites; return how many tests passed and how many failed."""
    started, ours = _run(database.template(), "with", [f"/{name}" for name in SUITES])
    for name, least in SUITES.items():
        count = sum(addon == name for addon, _test in started)
        say(f"  {name}: {count} tests")
        if count < least:
            ours[name, "all"] = f"only {count} tests ran, there are {least} at least"
    theirs = {}
    if ours:
        classes = {f"/{addon}:{test.split('.')[0]}" for addon, test in ours}
        _started, theirs = _run(database.core_template(), "without", sorted(classes))
    both = {key: text for key, text in ours.items() if _fails(key, theirs)}
    only = {key: text for key, text in ours.items() if key not in both}
    _list("fail without our addons too", both)
    _list("fail with our addons only", only)
    return len(started) - len(ours), len(only)


def _run(template, name, tags):
    """Run tests on a clone of a template.

    :return: the tests ``{(addon, Class.method)}`` that ran, and those that failed with
        what was raised in each
    """
    database.clone(template, DATABASE)
    log = paths.LOGS / f"upstream-{name}.log"
    program = paths.VENV / "bin" / "odoo-upstream"
    program.write_text(PROGRAM)
    command = odoo_tests.command(DATABASE, tags)
    command[1] = program
    with step(f"Tests of {', '.join(SUITES)} {name} our addons"):
        run(command, env=server.environment(), cwd=paths.STATE, log=log, check=False)
    database.drop(DATABASE)
    text = log.read_text(errors="replace")
    return set(STARTED.findall(text)), failures(text)


def failures(text):
    """Return ``{(addon, Class.method): what was raised}`` of an Odoo log.

    What fails before a class's first test has its name alone, and what fails in a part
    of a test is that test's.
    """
    found = {}
    for match in FAILED.finditer(text):
        name = match["test"].removeprefix("Subtest ")
        logger = match["logger"]
        if of_class := OF_CLASS.search(name):
            logger, name = of_class.groups()
        trace = match["trace"].rpartition("\n  File ")[2]
        raised = RAISED.search(trace.partition("\n")[2])
        key = logger.split(".")[2], name.split(" ")[0]
        found[key] = raised[0] if raised else trace.strip()
    return found


def _fails(key, theirs):
    """Tell whether a test, or its whole class, is among the failures."""
    addon, test = key
    return key in theirs or (addon, test.split(".")[0]) in theirs


def _list(title, tests):
    say(f"  {len(tests)} {title}")
    for (addon, test), text in sorted(tests.items()):
        say(f"    {addon}: {test}: {text[:200]}")
