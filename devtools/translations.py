"""``./dev i18n``: write each `*.pot` of the addons anew, bring each `*.po` in line."""

from . import database, paths, server
from .console import run, step

DATABASE = "dev_i18n"
DATES = ('"POT-Creation-Date', '"PO-Revision-Date')


def main():
    with database.running(), step("Translation templates"):
        database.clone(database.template(), DATABASE)
        for addon in paths.own_addons():
            template = paths.ADDONS / addon / "i18n" / f"{addon}.pot"
            export(addon, template)
            run([paths.PYTHON, "-m", "devtools.translated", template], cwd=paths.ROOT)
        database.drop(DATABASE)
    return 0


def export(addon, target):
    """Write the translation template of one addon, from database `DATABASE`.

    One that says nothing new keeps its dates.
    """
    target.parent.mkdir(exist_ok=True)
    before = target.read_text() if target.exists() else ""
    line = [paths.PYTHON, "-m", "odoo", "i18n", "export"]
    options = ["-c", server.config(), "-d", DATABASE, "-l", "pot", "-o", target, addon]
    run([*line, *options], cwd=paths.STATE, log=paths.LOGS / f"i18n-{addon}.log")
    if undated(before) == undated(target.read_text()):
        target.write_text(before)


def undated(text):
    """Return the lines of a template but for those with dates."""
    return [line for line in text.splitlines() if not line.startswith(DATES)]
