"""``./dev lint``: ruff, pylint with Odoo's rules, OCA's checks, prettier."""

import subprocess
import sys

from . import paths
from .console import say

PYTHON = ["dev", "devtools", "addons", "tests"]


def main(fix=False):
    """Run all checks; with ``fix``, mend first what can be mended."""
    if fix:
        for command in _fixers():
            subprocess.call(command, cwd=paths.ROOT)
    _passed, failed = count()
    return 1 if failed else 0


def count():
    """Run all checks; return how many passed and how many failed."""
    passed = failed = 0
    for name, command in _checks():
        result = subprocess.run(
            command, cwd=paths.ROOT, capture_output=True, text=True, check=False
        )
        if result.returncode:
            failed += 1
            say(f"  {name}: failed\n{(result.stdout + result.stderr).rstrip()}")
        else:
            passed += 1
            say(f"  {name}: ok")
    return passed, failed


def _module(name, *options):
    return [sys.executable, "-m", name, *options]


def _prettier(*options):
    program = paths.NODE / "node_modules" / ".bin" / "prettier"
    plugin = (
        paths.NODE / "node_modules" / "@prettier" / "plugin-xml" / "src" / "plugin.js"
    )
    if not program.exists():
        return []
    return [
        str(program),
        f"--plugin={plugin}",
        "--print-width=88",
        "--tab-width=4",
        "--xml-whitespace-sensitivity=preserve",
        "--xml-self-closing-space=true",
        "--no-error-on-unmatched-pattern",
        *options,
        "addons/**/*.xml",
        "addons/**/static/src/**/*.js",
    ]


def _fixers():
    fixers = [
        _module("ruff", "check", "--fix", "--quiet", *PYTHON),
        _module("ruff", "format", "--quiet", *PYTHON),
        _prettier("--write", "--log-level=warn"),
    ]
    return [command for command in fixers if command]


def _checks():
    addons = [str(paths.ADDONS / name) for name in paths.own_addons()]
    oca = paths.VENV / "bin" / "oca-checks-odoo-module"
    # Like OCA, we keep readme/*.md, from which README.rst is made. A large model lies
    # in several files, one for each thing that it does.
    without = "--disable=missing-readme,consider-merging-classes-inherited"
    pylint = _module("pylint", "--rcfile=setup.cfg", without, *addons)
    checks = [
        ("ruff check", _module("ruff", "check", *PYTHON)),
        ("ruff format", _module("ruff", "format", "--check", *PYTHON)),
        ("pylint-odoo", pylint),
        ("oca-checks-odoo-module", [str(oca), *addons]),
    ]
    if prettier := _prettier("--check", "--log-level=warn"):
        checks.append(("prettier", prettier))
    return checks
