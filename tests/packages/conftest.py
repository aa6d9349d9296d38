"""The addons' wheels, and an Odoo that has got them by pip alone."""

import os
import shutil

import pytest

from devtools import database, paths, wheels
from tests.packages.plain import Plain


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The wheels of all our addons, by the names of the addons."""
    files = wheels.build(tmp_path_factory.mktemp("build") / "wheels")
    return {file.name.split("-")[0].removeprefix("odoo_addon_"): file for file in files}


@pytest.fixture(scope="session")
def plain(built, tmp_path_factory):
    """An environment beside an Odoo 19, into which pip has installed our wheels."""
    folder = tmp_path_factory.mktemp("plain")
    try:
        plain = Plain(folder)
        plain.pip_install(*built.values())
        yield plain
    finally:
        # pytest would keep some of these, each several hundred megabytes
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def installed(plain):
    """A database of that Odoo with all our addons installed from the wheels.

    Odoo's and OCA's addons were there before, as where ours are added to an existing
    Odoo.
    """
    with database.running():
        name = database.clone(database.core_template(), f"dev_plain_{os.getpid()}")
        try:
            plain.install(name, paths.own_addons())
            yield name
        finally:
            database.drop(name)
