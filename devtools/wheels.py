"""``./dev build``: a wheel of each addon, for sites that install addons with pip."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from . import paths
from .console import run, say, step

# Made by running and testing, not part of an addon.
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def main():
    with step(f"Wheels of {', '.join(paths.own_addons())}"):
        wheels = build(paths.WHEELS)
    for wheel in wheels:
        say(f"  {wheel}")
    return 0


def build(target):
    """Build the wheels of all our addons into the folder ``target``, emptied before.

    :return: the paths of the wheels, sorted
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        # Out of git's sight, whool takes the files as they are: also those not yet
        # added, and the same from an archive of the sources as from a clone.
        sources = [Path(folder) / name for name in paths.own_addons()]
        for source in sources:
            shutil.copytree(paths.ADDONS / source.name, source, ignore=LEFT_OUT)
        pip = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check"]
        # whool is in our environment, pinned, so nothing is fetched
        options = ["--no-deps", "--no-build-isolation", "--no-index"]
        env = {
            **os.environ,
            "GIT_CEILING_DIRECTORIES": folder,
            # the manifest's version as it is, without a count of commits
            "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none",
        }
        run(
            [*pip, *options, "--wheel-dir", target, *sources],
            env=env,
            log=paths.LOGS / "build.log",
        )
    return sorted(target.glob("*.whl"))
