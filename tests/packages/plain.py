"""A virtual environment beside an Odoo 19, as a site has it: nothing of ours in it."""

import configparser
import os
import sys

from devtools import odoo_package, paths, server
from devtools.console import run
from devtools.provision import requirements, settings


class Plain:
    """A new environment in ``folder`` with Odoo's own requirements, no addons.

    Odoo is the one that the set-up fetched or was given; pip sees it as installed.
    """

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "venv" / "bin" / "python"
        run([sys.executable, "-m", "venv", folder / "venv"])
        (self.site,) = (folder / "venv" / "lib").glob("python3*/site-packages")
        odoo_package.register(self.site, settings().get("odoo"))
        # Debian's metadata ask for psycopg2 from source, which needs a compiler.
        odoo_package.declare(self.site)
        self.pip_install(*set(requirements("odoo")) - set(requirements()))

    def pip_install(self, *packages):
        pip = [self.python, "-m", "pip", "install", "--disable-pip-version-check"]
        constraints = paths.ROOT / "devtools" / "constraints.txt"
        self._run([*pip, "-c", constraints, *packages], "pip")

    def install(self, name, addons):
        """Install addons into database ``name``; return Odoo's log."""
        options = ["-i", ",".join(addons), "--stop-after-init", "--no-http"]
        return self._run(self._odoo(name, *options), "install")

    def shell(self, name, script):
        """Return what a script prints in Odoo's shell on database ``name``."""
        line = self._odoo(name, "--no-http", "--log-level=error")
        # the verb comes first
        line.insert(3, "shell")
        return self._run(line, "shell", stdin=script)

    def _odoo(self, name, *options):
        return [self.python, "-m", "odoo", "-c", self._config(), "-d", name, *options]

    def _config(self):
        """Write the set-up's configuration without its addons path."""
        config = configparser.RawConfigParser()
        config.read(server.config())
        config.remove_option("options", "addons_path")
        path = self.folder / "odoo.conf"
        path.touch(mode=0o600)
        with path.open("w") as out:
            config.write(out)
        return path

    def _run(self, command, name, stdin=""):
        # what this process was started with must not lead to our folders
        hidden = {"PYTHONPATH", "VIRTUAL_ENV"}
        env = {
            key: value
            for key, value in server.environment().items()
            if key not in hidden
        }
        env["PATH"] = os.pathsep.join([str(self.python.parent), env["PATH"]])
        log = self.folder / f"{name}.log"
        run(command, env=env, cwd=self.folder, log=log, stdin=stdin)
        return log.read_text()
