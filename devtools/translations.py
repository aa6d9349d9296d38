"""``./dev i18n``: write each addon's ``i18n/*.pot`` from its sources."""

from . import database, paths, server
from .console import run, step

DATABASE = "dev_i18n"


def main():
    with database.running(), step("Translation templates"):
        database.clone(database.template(), DATABASE)
        for addon in paths.own_addons():
            export(addon, paths.ADDONS / addon / "i18n" / f"{addon}.pot")
        database.drop(DATABASE)
    return 0


def export(addon, target):
    """Write the translation template of one addon, from database `DATABASE`."""
    target.parent.mkdir(exist_ok=True)
    line = [paths.PYTHON, "-m", "odoo", "i18n", "export"]
    options = ["-c", server.config(), "-d", DATABASE, "-l", "pot", "-o", target, addon]
    run([*line, *options], cwd=paths.STATE, log=paths.LOGS / f"i18n-{addon}.log")
