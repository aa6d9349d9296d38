"""Odoo processes: install addons, run tests, serve, and stop what was started."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import threading
import time
import urllib.request
from urllib.error import URLError

import psutil

from . import database, paths
from .console import DevError, run, say
from .ports import free_port, port_is_free

START_TIMEOUT = 120


def config():
    """Write Odoo's configuration file, readable by this user only; return its path."""
    params = database.connection()
    path = paths.STATE / "odoo.conf"
    values = {
        "db_host": params["host"],
        "db_port": params["port"],
        "db_user": params["user"],
        "data_dir": paths.DATA_DIR,
        "addons_path": f"{paths.ADDONS},{paths.TEST_ADDONS}",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "admin_passwd": secrets.token_hex(16),
    }
    if params["password"]:
        values["db_password"] = params["password"]
    paths.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {value}" for key, value in values.items()]
    _write(path, "\n".join(["[options]", *lines]) + "\n")
    return path


def _write(path, text):
    """Write a file as a whole: others may be reading what was there, or writing it."""
    new = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    new.touch(mode=0o600)
    new.write_text(text)
    new.replace(path)


def command(name, *options):
    """Return the command line of Odoo on database ``name``."""
    # XML-RPC is what programs use today; Odoo warns at each call that 20 drops it.
    quiet = "--log-handler=odoo.addons.rpc.controllers.xmlrpc:ERROR"
    line = [str(paths.PYTHON), program(), "-c", str(config()), "-d", name, quiet]
    return [*line, *options]


def program():
    """Return the path of Odoo's program, a file: workers are started by its name."""
    path = paths.VENV / "bin" / "odoo"
    _write(path, "from odoo.cli.command import main\n\nmain()\n")
    return str(path)


def environment():
    """Return the environment of our Odoo processes."""
    return {**os.environ, "TZ": "UTC"}


def install(name, addons, *options):
    """Install ``addons`` into a database, made where there is none; return the log."""
    return _change(name, "install", "-i", ",".join(addons), *options)


def upgrade(name, addons, *options):
    """Bring installed ``addons`` up to date; return the log of it."""
    return _change(name, "upgrade", "-u", ",".join(addons), *options)


def _change(name, what, *options):
    log = paths.LOGS / f"{what}-{name}.log"
    line = command(name, *options, "--stop-after-init", "--no-http")
    run(line, env=environment(), cwd=paths.STATE, log=log)
    return log


def make_assets(name):
    """Make the web client's files, for which the first page would have to wait."""
    script(name, 'env["ir.qweb"]._pregenerate_assets_bundles()', "assets")


def load_demo(name, addon):
    """Load the demo data of an installed addon, as a new database with them has it."""
    script(name, demo_script(addon), "demo")


def demo_script(addon):
    """Return the script that loads the demo data of an addon."""
    return f"""
from odoo.modules.module import Manifest
from odoo.tools import convert_file
for file in Manifest.for_addon({addon!r})["demo"]:
    convert_file(env, {addon!r}, file, {{}}, "init", noupdate=True)
"""


def neutralise(name):
    """Make a database harmless, as a copy for tests is made."""
    line = [paths.PYTHON, "-m", "odoo", "neutralize", "-c", config(), "-d", name]
    run(
        line, env=environment(), cwd=paths.STATE, log=paths.LOGS / f"neutral-{name}.log"
    )


def script(name, text, what, *options):
    """Run a script with ``env`` on a database, and commit.

    :param what: a word for the name of the log
    :return: the log of it
    """
    line = command(name, "--no-http", *options)
    # the verb comes first
    line.insert(2, "shell")
    log = paths.LOGS / f"{what}-{name}.log"
    stdin = f"{text}\nenv.cr.commit()\n"
    run(line, env=environment(), cwd=paths.STATE, log=log, stdin=stdin)
    return log


class Odoo:
    """A running Odoo server on one database; a context manager.

    ``kill`` ends it as a crash would (signal 9), ``stop`` as an admin would.

    :param workers: so many processes serve requests; 0: one process with threads
    :param load: addons that the server has beside those of a database, such as
        queue_job for its job runner
    """

    def __init__(
        self,
        name,
        *,
        port=None,
        crons=True,
        workers=0,
        load=(),
        options=(),
        env=None,
    ):
        self.database = name
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = paths.LOGS / f"odoo-{name}.log"
        self.options = [
            f"--http-port={self.port}",
            f"--db-filter=^{name}$",
            f"--max-cron-threads={2 if crons else 0}",
        ]
        # what is kept open, such as the bus, has a port of its own beside workers
        self.gevent_port = free_port() if workers else self.port
        if workers:
            self.options += [
                f"--workers={workers}",
                f"--gevent-port={self.gevent_port}",
            ]
        if load:
            self.options.append(f"--load=base,web,{','.join(load)}")
        self.options += options
        self.env = {**environment(), **(env or {})}
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.stop()

    def start(self):
        """Start and wait until the server answers.

        :raises DevError: the port is taken, or the server ends or does not answer
        """
        if not port_is_free(self.port):
            raise DevError(f"port {self.port} is taken; choose another: --port N")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command(self.database, *self.options),
                env=self.env,
                cwd=paths.STATE,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                # Ctrl-C in the terminal must reach ./dev only, which stops us in order
                start_new_session=True,
            )
        record(self.process.pid, f"odoo {self.database}")
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise DevError(f"Odoo ended at once; see the end of {self.log}")
            with contextlib.suppress(URLError, OSError):
                urllib.request.urlopen(f"{self.url}/web/health", timeout=5).close()
                return self
            time.sleep(0.2)
        self.stop()
        raise DevError(f"Odoo did not answer within {START_TIMEOUT} s; see {self.log}")

    def stop(self):
        if self.process:
            end(self.process.pid)
            self.process.wait()
            self.process = None

    def kill(self):
        # its whole group, which `start` made: workers outlive their parent for a while
        workers = psutil.Process(self.process.pid).children(recursive=True)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        wait_for_end(workers)
        # a worker that was only just started is not among them
        deadline = time.monotonic() + 10
        while not port_is_free(self.port) and time.monotonic() < deadline:
            time.sleep(0.05)
        forget(self.process.pid)
        self.process = None


def shell(name):
    """Replace this process by Odoo's shell on database ``name``."""
    if name not in database.names():
        raise DevError("there is no demo database yet; ./dev demo makes it")
    line = command(name)
    line[2:2] = ["shell"]
    os.execve(line[0], [*line, "--no-http"], environment())


# -- what is running ---------------------------------------------------------


def record(pid, what):
    """Remember a process of ours, with its start time (process ids are used again)."""
    paths.RUN.mkdir(parents=True, exist_ok=True)
    entry = {"what": what, "started": psutil.Process(pid).create_time()}
    (paths.RUN / f"{pid}.json").write_text(json.dumps(entry))


def forget(pid):
    (paths.RUN / f"{pid}.json").unlink(missing_ok=True)


def alive(process):
    """Tell whether a process runs; one that ended may stay where nobody reaps it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for_end(processes, patience=10):
    deadline = time.monotonic() + patience
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)


def end(pid, patience=10):
    """End one recorded process and its children: politely, then by force."""
    path = paths.RUN / f"{pid}.json"
    try:
        process = psutil.Process(pid)
        entry = json.loads(path.read_text())
        if abs(process.create_time() - entry["started"]) > 1:
            return
        family = [process, *process.children(recursive=True)]
        process.send_signal(signal.SIGTERM)
        wait_for_end(family, patience)
        for survivor in filter(alive, family):
            survivor.kill()
        wait_for_end(family, patience)
    except (psutil.NoSuchProcess, FileNotFoundError):
        return
    finally:
        forget(pid)


def stop_all():
    """Stop everything that ``.dev/`` has running, by its recorded process ids."""
    stopped = 0
    for path in sorted(paths.RUN.glob("*.json")):
        say(f"stopping {json.loads(path.read_text())['what']} ({path.stem})")
        end(int(path.stem))
        stopped += 1
    if database.stop_server():
        say("stopping PostgreSQL")
        stopped += 1
    say(f"{stopped} stopped" if stopped else "nothing was running")
    return 0
