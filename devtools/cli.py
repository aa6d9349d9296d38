"""The command line of ``./dev``."""

import argparse
import os
import sys

from . import console, paths, provision


def build_parser():
    parser = argparse.ArgumentParser(
        prog="./dev", description="Set up, run, test and measure the addons."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    setup = commands.add_parser("setup", help="fetch and prepare everything")
    setup.add_argument("--odoo", metavar="FOLDER", help="use this Odoo 19 instead")
    setup.add_argument(
        "--db",
        metavar="URL",
        help="use this PostgreSQL: postgresql://user:password@host:port "
        "(the user must be allowed to create databases)",
    )

    demo = commands.add_parser(
        "demo", help="run Odoo with the addons and simulated remote systems"
    )
    demo.add_argument("--port", type=int, default=8069)
    demo.add_argument("--clients", type=int, default=500, help="WHMCS clients")
    demo.add_argument(
        "--check", action="store_true", help="verify what was printed, then stop"
    )
    demo.add_argument(
        "--pictures", metavar="FOLDER", help="with --check: keep the screenshots here"
    )

    test = commands.add_parser("test", help="run tests (all, or those named)")
    test.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="addons, or: coexistence e2e lint packages simulators unit upgrades "
        "upstream",
    )

    commands.add_parser("build", help="build the addons' wheels into .dev/wheels")

    bench = commands.add_parser("bench", help="run benchmarks (all, or those named)")
    bench.add_argument("names", nargs="*", metavar="NAME")
    bench.add_argument("--json", metavar="FILE", help="write the rows to FILE")

    lint = commands.add_parser("lint", help="check style and Odoo's rules")
    lint.add_argument("--fix", action="store_true", help="mend what can be mended")

    commands.add_parser(
        "i18n", help="write each i18n/*.pot anew and bring *.po in line"
    )
    commands.add_parser("shell", help="Odoo shell on the demo database")
    commands.add_parser("psql", help="SQL prompt on the demo database")
    commands.add_parser("stop", help="stop everything that .dev/ has running")
    return parser


def main(argv):
    args = build_parser().parse_args(argv)
    try:
        _runtime_folder()
        if args.command == "setup":
            provision.configure(odoo=args.odoo, db=args.db)
        if args.command != "stop":
            provision.ensure(args.command)
        elif not paths.PYTHON.exists():
            console.say("Nothing is set up, so nothing runs.")
            return 0
        if not _in_venv():
            sys.stdout.flush()
            os.execv(paths.PYTHON, [str(paths.PYTHON), sys.argv[0], *argv])
        return _dispatch(args)
    except console.DevError as error:
        return console.fail(error)
    except KeyboardInterrupt:
        return console.fail("interrupted; the same command goes on where this one was")


def _runtime_folder():
    """Have a private folder for sockets and locks, which some libraries ask for."""
    folder = paths.STATE / "runtime"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)


def _in_venv():
    return sys.prefix == str(paths.VENV)


def _dispatch(args):
    # Imported here: these need the virtual environment.
    from . import (
        bench,
        database,
        lint,
        server,
        testing,
        translations,
        wheels,
    )
    from .demo import main as demo

    match args.command:
        case "setup":
            console.say("Ready. Next: ./dev demo, or ./dev test")
            return 0
        case "demo":
            return demo.main(
                args.port, args.clients, check=args.check, pictures=args.pictures
            )
        case "test":
            return testing.main(args.names)
        case "build":
            return wheels.main()
        case "bench":
            return bench.main(args.names, args.json)
        case "lint":
            return lint.main(fix=args.fix)
        case "i18n":
            return translations.main()
        case "shell":
            return server.shell(demo.DATABASE)
        case "psql":
            return database.psql(demo.DATABASE)
        case "stop":
            return server.stop_all()
