"""Odoo 19: Debian's package unpacked into a folder of ours, or the user's own folder.

Debian ships Odoo 19 in its unstable suite as package ``odoo-19``. Nothing is installed:
the package and the ones its web assets link into are unpacked side by side, so the
relative links hold.
"""

import re
import shutil
from pathlib import Path

from . import debian, paths
from .console import DevError

PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
    # Font Awesome 4.7: later ones have other file names
    "fonts-font-awesome/bookworm",
]
DIST_PACKAGES = paths.ODOO_PACKAGE / "usr" / "lib" / "python3" / "dist-packages"
# Debian strips this file, though an asset bundle names it: each page would log an error
STRIPPED = ("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js",)


def is_unpacked():
    return (DIST_PACKAGES / "odoo" / "release.py").exists()


def folder(own_odoo=None):
    """Return the folder that holds the Python package ``odoo``."""
    return Path(own_odoo) if own_odoo else DIST_PACKAGES


def check_folder(name):
    """Return the folder of a user's own Odoo 19 that holds the package ``odoo``.

    :raises DevError: there is none, or it is not version 19
    """
    top = Path(name).expanduser().resolve()
    for candidate in (top, top / "usr" / "lib" / "python3" / "dist-packages"):
        release = candidate / "odoo" / "release.py"
        if release.exists():
            break
    else:
        raise DevError(
            f"--odoo {name}: no odoo/release.py below it. Name the folder of an Odoo "
            "19 checkout (it has odoo-bin), or the folder that holds the package odoo."
        )
    version = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    if not version or version[1] != "19":
        found = version[1] if version else "an unknown version"
        raise DevError(f"--odoo {name}: this is Odoo {found}; version 19 is needed.")
    return candidate


def register(site_packages, own_odoo=None):
    """Make ``odoo`` importable in a virtual environment, and known to pip."""
    source = folder(own_odoo)
    (site_packages / "odoo.pth").write_text(f"{source}\n")
    if any(source.glob("odoo-19*")) or any(source.glob("odoo-19*.dist-info")):
        return
    declare(site_packages)


def declare(site_packages):
    """Tell pip that Odoo 19 is there, with nothing that it requires still missing."""
    info = site_packages / "odoo-19.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "RECORD").write_text("")


def unpack():
    """Download and unpack Debian's packages into ``.dev/odoo``.

    :raises DevError: this machine cannot reach a Debian mirror through apt
    """
    if not debian.is_here():
        raise DevError(
            "Odoo 19 is fetched as a Debian package, and this is no Debian. Get Odoo "
            "19 (a checkout of its branch 19.0) and name it: ./dev setup --odoo FOLDER"
        )
    fresh = paths.STATE / "odoo.new"
    debian.unpack(PACKAGES, fresh)
    for name in STRIPPED:
        path = fresh / DIST_PACKAGES.relative_to(paths.ODOO_PACKAGE) / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
    shutil.rmtree(paths.ODOO_PACKAGE, ignore_errors=True)
    fresh.rename(paths.ODOO_PACKAGE)
