"""Versions of addons: who has an older one is told that there is something newer."""

import ast
import re

import pytest

from devtools import database, paths
from tests.upgrades import releases

VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
# what changes nothing in a database
ASIDE = ("i18n", "readme", "static/description", "tests", "static/tests")


def number(version):
    """Return a version as a tuple of numbers, to compare.

    >>> number("19.0.1.10.0") > number("19.0.1.9.0")
    True
    """
    return tuple(int(part) for part in version.split("."))


@pytest.fixture(params=paths.own_addons())
def addon(request):
    return request.param


@pytest.fixture
def version(addon):
    return database.manifest(addon)["version"]


def test_version_is_of_odoo_19(version):
    assert VERSION.fullmatch(version)


def test_migrations_lead_to_this_version_at_most(addon, version):
    """Odoo runs none of a later version."""
    for folder in (paths.ADDONS / addon).glob("migrations/*"):
        assert VERSION.fullmatch(folder.name), folder
        assert number(folder.name) <= number(version), folder


def test_releases_go_up():
    versions = list(releases.RELEASES)
    assert versions == sorted(versions, key=number)


def test_what_changed_since_the_release_has_a_higher_version(addon, version):
    commit = releases.latest()
    if reason := releases.missing(commit):
        pytest.skip(reason)
    folder = f"addons/{addon}"
    manifest = releases.git("show", f"{commit}:{folder}/__manifest__.py", check=False)
    if manifest.returncode:
        # it was not there yet
        return
    released = ast.literal_eval(manifest.stdout.decode())["version"]
    aside = [f":(exclude){folder}/{name}" for name in ASIDE]
    names = releases.git("diff", "--name-only", commit, "--", folder, *aside).stdout
    changed = names.decode().split()
    if changed:
        assert number(version) > number(released), (
            f"{addon} differs from {released} in {changed[0]} and other files: give it "
            "a higher version in its manifest"
        )
