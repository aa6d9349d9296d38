"""Runs the hook file as WHMCS would, by PHP and with a stub of WHMCS."""

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devtools import paths

STUB = Path(__file__).with_name("hook_stub.php")
HOOK_FILE = paths.ADDONS / "sync_whmcs" / "static" / "hook" / "odoo_sync.php"
SECRET = "a-secret-of-the-test"
EDIT = ("ClientEdit", {"userid": 5})
# more than the two seconds that the file may take, and PHP's start
PATIENCE = 30

needs_php = pytest.mark.skipif(
    not shutil.which("php"), reason="php is missing: sudo apt-get install php-cli"
)


@dataclass
class Result:
    """What became of one request to WHMCS."""

    code: int
    output: str
    hooks: list = field(default_factory=list)
    returned: list = field(default_factory=list)
    log: list = field(default_factory=list)
    finished: int = 0

    def assert_quiet(self):
        """Nothing of it was to be noticed in WHMCS."""
        assert (self.code, self.output) == (0, "")
        assert set(self.returned) <= {None}


def php(*arguments, stdin="", timeout=PATIENCE, **settings):
    """Run PHP with settings of its ini file; return the completed process."""
    options = [
        part
        for name, value in settings.items()
        for part in ("-d", f"{name.replace('__', '.')}={value}")
    ]
    return subprocess.run(
        ["php", *options, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def fire(hook_file, folder, *hooks, log=True, fpm=False, curl=True, **settings):
    """Have a WHMCS with this hook file fire ``(hook, variables)`` in one request.

    :param log: whether it has `logActivity`; ``"throws"``: one that fails
    :param fpm: whether PHP can answer a request before its end
    :param curl: whether PHP has curl
    """
    scenario = json.dumps({"fire": hooks, "log": log, "fpm": fpm})
    if not curl:
        settings["disable_functions"] = "curl_init"
    path = folder / "result.json"
    path.unlink(missing_ok=True)
    done = php(STUB, hook_file, path, stdin=scenario, **settings)
    told = json.loads(path.read_text()) if path.exists() else {}
    return Result(done.returncode, done.stdout + done.stderr, **told)


def sent(server):
    """Return hook and ids of all events that a `ScriptedServer` got."""
    return [
        (event["event"], event["ids"])
        for request in server.requests
        for event in json.loads(request.body)["events"]
    ]
