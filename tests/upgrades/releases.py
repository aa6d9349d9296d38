"""The states that sites may have, and whose data an upgrade must keep.

Commits, as a clone need not have the tags. Whoever releases a version adds a line.
"""

import subprocess

from devtools import paths

RELEASES = {"19.0.1.0.0": "1a27d1eca509d1b476a27e6c26187e95e2df74a1"}
# not released: stricter, as more has changed since
DEVELOPMENT = {
    # the first one with all seven addons, deals of Zoho CRM without subforms and quotes
    "19.0.1.0.0-begun": "23cf68366ce99910e31af88cdde2458beccae2f0",
}
STATES = {**DEVELOPMENT, **RELEASES}


def git(*arguments, check=True):
    """Return the finished process of a git command in the project's folder."""
    return subprocess.run(
        ["git", *arguments], cwd=paths.ROOT, capture_output=True, check=check
    )


def missing(commit):
    """Return why the files of a commit cannot be had, None where they can."""
    try:
        found = git("cat-file", "-e", f"{commit}^{{commit}}", check=False)
    except FileNotFoundError:
        return "there is no program git"
    if found.returncode:
        return f"commit {commit[:7]} is not here: no clone, or a shallow one"
    return None


def latest():
    """Return the commit of the latest release."""
    return list(RELEASES.values())[-1]


def unpack(commit, folder):
    """Put the addons of a commit into ``folder``; return the path of the addons."""
    packed = git("archive", "--format=tar", commit, "addons").stdout
    subprocess.run(["tar", "--extract"], cwd=folder, input=packed, check=True)
    return folder / "addons"
