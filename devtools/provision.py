"""Set-up: what is missing is fetched, step by step; each step is safe to repeat.

A step is done in a temporary folder and renamed into place, or marked by a stamp that
holds a digest of its inputs, so an interrupted step is simply done again.
"""

import configparser
import ctypes.util
import json
import os
import shutil
import subprocess
import sys

from . import debian, odoo_package, paths
from .console import DevError, run, say, step

PYTHON_VERSIONS = ((3, 10), (3, 13))

# program or library -> Debian packages that bring it
SYSTEM_PACKAGES = {
    "chromium": ["chromium", "fonts-liberation"],
    "wkhtmltopdf": ["wkhtmltopdf"],
    "pdftoppm": ["poppler-utils"],
    # runs the file that WHMCS would run, in tests only
    "php": ["php-cli", "php-curl"],
    "libpangoft2-1.0": ["libpango-1.0-0", "libpangoft2-1.0-0"],
}
NODE_PACKAGES = ["prettier@3.10.1", "@prettier/plugin-xml@3.4.2"]


# -- settings ----------------------------------------------------------------


def settings():
    """Return what the user chose with ``./dev setup``: ``odoo`` and ``db``, or {}."""
    try:
        return json.loads(paths.SETTINGS.read_text())
    except FileNotFoundError:
        return {}


def configure(odoo=None, db=None):
    """Keep the user's own Odoo folder and database server for later commands."""
    chosen = settings()
    if odoo:
        chosen["odoo"] = str(odoo_package.check_folder(odoo))
    if db:
        if not db.startswith(("postgresql://", "postgres://")):
            raise DevError(
                f"--db {db}: expected postgresql://user:password@host:port, "
                "or postgresql://user@/?host=/socket/folder"
            )
        chosen["db"] = db
    paths.STATE.mkdir(parents=True, exist_ok=True)
    paths.SETTINGS.touch(mode=0o600)
    paths.SETTINGS.write_text(json.dumps(chosen, indent=2))


# -- the whole ---------------------------------------------------------------


def ensure(command):
    """Do whatever set-up ``command`` needs and is missing."""
    _check_python()
    paths.STATE.mkdir(parents=True, exist_ok=True)
    everything = command == "setup"
    if everything or command in {"demo", "test", "bench"}:
        _system_packages()
    own_odoo = settings().get("odoo")
    if not own_odoo and not odoo_package.is_unpacked():
        with step("Odoo 19 (Debian's package, unpacked into .dev/odoo)"):
            odoo_package.unpack()
    _virtual_environment(own_odoo)
    if everything or command in {"lint", "test"}:
        _node_tools()
    if everything or command == "test":
        _nginx()


def _check_python():
    low, high = PYTHON_VERSIONS
    if not low <= sys.version_info[:2] <= high:
        raise DevError(
            f"this is Python {sys.version_info.major}.{sys.version_info.minor}; Odoo "
            "19 runs on 3.10 to 3.13. Start with one of those: python3.11 ./dev …"
        )


# -- system packages ---------------------------------------------------------


def _present(name):
    if name.startswith("lib"):
        return ctypes.util.find_library(name.removeprefix("lib"))
    return shutil.which(name)


def _as_root():
    """Return the command prefix that gives root rights, or None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        probe = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            return ["sudo", "-n"]
    return None


def _system_packages():
    missing = [name for name in SYSTEM_PACKAGES if not _present(name)]
    if not missing:
        return
    packages = [package for name in missing for package in SYSTEM_PACKAGES[name]]
    prefix = _as_root()
    if shutil.which("apt-get") and prefix is not None:
        with step(f"Debian packages: {' '.join(packages)}"):
            env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            log = paths.LOGS / "apt.log"
            run([*prefix, "apt-get", "update"], env=env, log=log)
            install = ["apt-get", "install", "-y", "--no-install-recommends"]
            run([*prefix, *install, *packages], env=env, log=log)
        return
    say(f"! missing: {', '.join(missing)} (tests and PDF need them).")
    say(f"  On Debian or Ubuntu: sudo apt-get install {' '.join(packages)}")


def _nginx():
    """Have nginx for a test. Where Debian installs it, it also starts it."""
    if nginx() or not debian.is_here():
        return
    fresh = paths.STATE / "nginx.new"
    try:
        with step("nginx (Debian's package, unpacked into .dev/nginx)"):
            debian.unpack(["nginx/bookworm"], fresh)
    except DevError as error:
        # one test is skipped without it
        say(f"! missing: nginx. {error}")
        return
    fresh.rename(paths.NGINX)


def nginx():
    """Return the path of nginx, None where there is none."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:{paths.NGINX}/usr/sbin")


# -- Python ------------------------------------------------------------------


def requirements(*extras):
    """Return the requirements that setup.cfg names, without their comments."""
    config = configparser.ConfigParser(comment_prefixes=("#",))
    config.read(paths.ROOT / "setup.cfg")
    texts = [config["options"]["install_requires"]]
    texts += [config["options.extras_require"][extra] for extra in extras]
    return [
        line.strip() for text in texts for line in text.splitlines() if line.strip()
    ]


def _virtual_environment(own_odoo):
    constraints = paths.ROOT / "devtools" / "constraints.txt"
    stamp = paths.VENV / "stamp"
    wanted = paths.digest(
        paths.ROOT / "setup.cfg", constraints, sys.version, own_odoo or "debian"
    )
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("Virtual environment with pinned requirements and OCA addons"):
        shutil.rmtree(paths.VENV, ignore_errors=True)
        _make_venv()
        site = next((paths.VENV / "lib").glob("python3*/site-packages"))
        odoo_package.register(site, own_odoo)
        pip = [
            *(paths.PYTHON, "-m", "pip", "install", "--quiet"),
            *("--disable-pip-version-check", "-c", constraints),
        ]
        log = paths.LOGS / "pip.log"
        packages = [
            name for name in requirements("odoo", "dev") if not name.startswith("odoo ")
        ]
        run([*pip, *packages], log=log)
        # Without dependencies: Odoo's metadata asks for psycopg2 from source.
        run([*pip, "--no-deps", *_oca_requirements()], log=log)
        stamp.write_text(wanted)


def _oca_requirements():
    base = set(requirements())
    return [name for name in requirements("oca") if name not in base]


def _make_venv():
    command = [sys.executable, "-m", "venv", str(paths.VENV)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return
    # Debian keeps the venv module's parts in a package of its own.
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    prefix = _as_root()
    if not shutil.which("apt-get") or prefix is None:
        raise DevError(
            f"Python cannot make a virtual environment: "
            f"{(result.stderr or result.stdout).strip()}\n"
            f"On Debian or Ubuntu: sudo apt-get install {package}"
        )
    log = paths.LOGS / "apt.log"
    run([*prefix, "apt-get", "update"], log=log)
    run([*prefix, "apt-get", "install", "-y", package], log=log)
    run(command, log=paths.LOGS / "venv.log")


# -- Node --------------------------------------------------------------------


def _node_tools():
    stamp = paths.NODE / "stamp"
    wanted = paths.digest(*NODE_PACKAGES)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not shutil.which("npm"):
        say("! missing: npm (prettier checks XML and JavaScript with it).")
        say("  On Debian or Ubuntu: sudo apt-get install npm")
        return
    with step("prettier"):
        paths.NODE.mkdir(parents=True, exist_ok=True)
        (paths.NODE / "package.json").write_text("{}")
        command = ["npm", "install", "--no-audit", "--no-fund", "--save-exact"]
        run([*command, *NODE_PACKAGES], cwd=paths.NODE, log=paths.LOGS / "npm.log")
        stamp.write_text(wanted)
