"""Progress lines, errors that tell what to do, and sub-processes."""

import subprocess
import sys
import time
from contextlib import contextmanager


class DevError(Exception):
    """Something the user can mend; the message says what, where and how."""


def say(text=""):
    print(text, flush=True)


@contextmanager
def step(title):
    """Print one progress line for a step: its title, then how it ended and how long."""
    print(f"• {title} …", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException as error:
        word = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
        print(f"  {title}: {word} ({time.monotonic() - start:.0f} s)", flush=True)
        raise
    print(f"  {title}: ok ({time.monotonic() - start:.0f} s)", flush=True)


def run(command, *, env=None, cwd=None, log=None, check=True, stdin=""):
    """Run ``command``; return its exit code. Output goes to ``log`` where one is given.

    :param stdin: text that the command reads, where there is a log

    :raises DevError: exit code not 0, with the last lines of the output
    """
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            code = subprocess.run(
                [str(part) for part in command],
                env=env,
                cwd=cwd,
                stdout=out,
                stderr=subprocess.STDOUT,
                input=stdin.encode(),
                check=False,
            ).returncode
        if code and check:
            tail = log.read_text(errors="replace").splitlines()[-25:]
            raise DevError(
                f"{command[0]} ended with exit code {code}; the end of {log}:\n  "
                + "\n  ".join(tail)
            )
        return code
    code = subprocess.call([str(part) for part in command], env=env, cwd=cwd)
    if code and check:
        raise DevError(f"{' '.join(map(str, command))} ended with exit code {code}")
    return code


def fail(error):
    print(f"dev: {error}", file=sys.stderr, flush=True)
    return 1
