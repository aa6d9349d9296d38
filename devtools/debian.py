"""Debian's packages, unpacked into folders of ours: nothing is installed or started.

They are downloaded through private apt lists; signatures stay checked.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths
from .console import DevError, run

SUITES = ["unstable", "bookworm"]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def is_here():
    """Tell whether this machine can have Debian's packages."""
    return bool(shutil.which("apt-get")) and KEYRING.exists()


def unpack(packages, folder):
    """Download packages (``name``, or ``name/suite``) and unpack them into ``folder``.

    What was in the folder is gone.

    :raises DevError: apt knows no mirror, or cannot reach it
    """
    apt = _private_apt()
    log = paths.LOGS / f"{folder.name}.log"
    debs = paths.STATE / "debs"
    for each in (debs, folder):
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir(parents=True)
    run([*apt, "update"], log=log)
    run([*apt, "download", *packages], cwd=debs, log=log)
    for deb in sorted(debs.glob("*.deb")):
        run(["dpkg-deb", "-x", deb, folder], log=log)
    shutil.rmtree(debs)


def _private_apt():
    """Return an apt-get command with lists of its own, from this machine's mirror."""
    mirrors = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    mirrors = [mirror for mirror in mirrors if "security" not in mirror]
    if not mirrors:
        raise DevError(
            "apt knows no Debian mirror (/etc/apt/sources.list names none). Add one, "
            "or name an Odoo 19 of your own: ./dev setup --odoo FOLDER"
        )
    base = paths.STATE / "apt"
    for part in ("lists/partial", "cache/archives/partial"):
        (base / part).mkdir(parents=True, exist_ok=True)
    sources = base / "sources.list"
    sources.write_text(
        "".join(
            f"deb [signed-by={KEYRING}] {mirrors[0]} {suite} main\n" for suite in SUITES
        )
    )
    options = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": os.devnull,
        "Dir::State::Lists": base / "lists",
        "Dir::Cache": base / "cache",
        "APT::Sandbox::User": "root",
        # packages of all architectures only: no foreign indexes, no translations
        "Acquire::Languages": "none",
    }
    return [
        "apt-get",
        *(part for key, value in options.items() for part in ("-o", f"{key}={value}")),
    ]
