"""Where things are. Everything that ``./dev`` makes lies in ``STATE``."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
TESTS = ROOT / "tests"
# addons that only tests install
TEST_ADDONS = TESTS / "addons"
SHARED = ROOT.parent / "shared"

STATE = Path(os.environ.get("DEV_STATE", ROOT / ".dev"))
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
ODOO_PACKAGE = STATE / "odoo"
NODE = STATE / "node"
NGINX = STATE / "nginx"
WHEELS = STATE / "wheels"
PGDATA = STATE / "pgdata"
DATA_DIR = STATE / "data"
RUN = STATE / "run"
LOGS = STATE / "logs"
SETTINGS = STATE / "settings.json"


def own_addons():
    """Return the names of the project's addons, sorted."""
    return _addons(ADDONS)


def test_addons():
    """Return the names of the addons that only tests install or load, sorted."""
    return _addons(TEST_ADDONS)


def addon(name):
    """Return the folder of one of our addons, or one of the tests'."""
    (folder,) = [
        each / name for each in (ADDONS, TEST_ADDONS) if (each / name).exists()
    ]
    return folder


def _addons(folder):
    return sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))


def digest(*parts):
    """Return a short hex digest of strings and of files' contents (`Path` parts)."""
    total = hashlib.sha256()
    for part in parts:
        total.update(
            part.read_bytes() if isinstance(part, Path) else str(part).encode()
        )
        total.update(b"\0")
    return total.hexdigest()[:12]
