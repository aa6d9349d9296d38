"""Whoever installs our addons with pip gets all of each, and Odoo installs them."""

import json
import re
import zipfile
from email.parser import HeaderParser
from pathlib import PurePosixPath

import pytest

from devtools import database, paths

ADDONS = paths.own_addons()
LEFTOVER = re.compile(r"__pycache__|\.pyc$|/\.|~$|\.(orig|rej|log)$")


@pytest.fixture(params=ADDONS)
def addon(request):
    return request.param


@pytest.fixture
def wheel(addon, built):
    with zipfile.ZipFile(built[addon]) as file:
        yield file


@pytest.fixture
def files(addon, wheel):
    """The files of the addon in its wheel, by their names below its folder."""
    top = f"odoo/addons/{addon}/"
    return {
        name.removeprefix(top)
        for name in wheel.namelist()
        if name.startswith(top) and not name.endswith("/")
    }


@pytest.fixture
def metadata(wheel):
    (name,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
    return HeaderParser().parsestr(wheel.read(name).decode())


def test_one_wheel_each(built):
    assert sorted(built) == ADDONS


def test_version_is_the_manifests(addon, metadata):
    assert metadata["Version"] == database.manifest(addon)["version"]


def test_requires_what_the_manifest_names(addon, metadata):
    required = {
        re.match(r"[\w.-]+", line)[0].lower().replace("_", "-")
        for line in metadata.get_all("Requires-Dist")
    }
    manifest = database.manifest(addon)
    python = manifest.get("external_dependencies", {}).get("python", [])
    others = {"contract", "helpdesk_mgmt", "queue_job", *ADDONS}
    addons = [
        f"odoo-addon-{name.replace('_', '-')}"
        for name in manifest["depends"]
        if name in others
    ]
    assert required == {"odoo", *addons, *python}


def test_holds_the_whole_addon(addon, files):
    """Manifest, models, views, translations, web files, rights, guides: all of it."""
    source = paths.ADDONS / addon
    wanted = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and not LEFTOVER.search(f"/{path.relative_to(source)}")
    }
    # says how to make the wheel
    assert files == wanted - {"pyproject.toml"}
    rooms = {PurePosixPath(name).parts[0] for name in files}
    assert {"models", "views", "i18n", "static", "readme"} <= rooms
    assert {"__init__.py", "__manifest__.py"} <= files


def test_holds_the_files_of_the_manifest(addon, files):
    manifest = database.manifest(addon)
    assert {*manifest.get("data", []), *manifest.get("demo", [])} <= files


def test_holds_the_pictures_of_its_guides(addon, wheel, files):
    pages = [name for name in files if re.fullmatch(r"readme/.*\.md", name)]
    assert pages
    for page in pages:
        text = wheel.read(f"odoo/addons/{addon}/{page}").decode()
        for picture in re.findall(r"!\[[^]]*\]\(\.\./([^)]+)\)", text):
            assert picture in files, page


def test_nothing_beside_the_addon(addon, wheel):
    for name in wheel.namelist():
        assert not LEFTOVER.search(f"/{name}")
        assert re.match(
            rf"odoo/addons/{addon}/|odoo_addon_{addon}-.*\.dist-info/", name
        )


def test_odoo_installs_all_addons(installed):
    rows = database.query(
        installed,
        "SELECT name, state, latest_version FROM ir_module_module WHERE name = ANY(%s)",
        (ADDONS,),
    )
    wanted = [
        (name, "installed", database.manifest(name)["version"]) for name in ADDONS
    ]
    assert sorted(rows) == wanted


def test_odoo_runs_the_installed_files(plain, installed):
    """Code and web files come from the environment, not from the project's folder."""
    script = f"""
import importlib, json
modules = [importlib.import_module(f"odoo.addons.{{name}}") for name in {ADDONS}]
assets = env["ir.asset"]._get_asset_paths("web.assets_backend", {{}})
found = [module.__file__ for module in modules], [file for _url, file, *_rest in assets]
print("FOUND", json.dumps(found))
"""
    (line,) = re.findall(r"^.*FOUND (.*)$", plain.shell(installed, script), re.M)
    code, assets = json.loads(line)
    top = plain.site / "odoo" / "addons"
    assert code == [str(top / name / "__init__.py") for name in ADDONS]
    ours = {path for path in assets if re.search(r"/(crm_integria|sync_\w+)/", path)}
    assert {f"{top}/sync_base/static/src/sync.scss"} <= ours
    assert all(path.startswith(f"{top}/") for path in ours)
