"""Runs one measurement in a fresh Odoo process: ``python -m … DATABASE FUNCTION JSON``.

A fresh process each time: no caches of an earlier measurement, and a memory figure that
means something. Prints one line of JSON.
"""

import importlib
import json
import subprocess
import sys

from devtools import paths, server


def measure(database, function, **arguments):
    """Return what ``function`` (``module:name``) returns, run in a process of its own.

    The function gets an Odoo environment as superuser and ``arguments``.
    """
    command = [paths.PYTHON, "-m", __name__, str(server.config()), database, function]
    result = subprocess.run(
        [*command, json.dumps(arguments)],
        cwd=paths.ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(result.stdout.splitlines()[-1])


def main(config_file, database, function, arguments):
    import odoo.api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", config_file, "-d", database, "--log-level=warn"], setup_logging=True
    )
    module, name = function.split(":")
    with Registry(database).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        result = getattr(importlib.import_module(module), name)(
            env, **json.loads(arguments)
        )
        cr.commit()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
