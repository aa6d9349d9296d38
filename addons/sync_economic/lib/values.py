"""Values of customers and contacts, in whatever names a service has for them."""

from odoo.addons.sync_base.lib.field_map import dig


def filled(values):
    """Return values without empty ones: the services clear what is left out."""
    return {name: each for name, each in values.items() if each not in (None, "")}


def replaced(stored, changed):
    """Return an object as it is written back: all that is stored, but for changes.

    What was not changed goes back as it came, empty texts too.
    """
    kept = {name: each for name, each in stored.items() if each is not None}
    kept = {name: each for name, each in kept.items() if name not in changed}
    return {**kept, **filled(changed)}


def nested(values):
    """Return ``{"a.b": 1}`` as ``{"a": {"b": 1}}``."""
    found = {}
    for path, value in values.items():
        outer, _dot, name = path.rpartition(".")
        place = found.setdefault(outer, {}) if outer else found
        place[name] = value
    return found


def same(one, other):
    """Whether two values of the services mean the same: text by its words."""
    if isinstance(one, str) or isinstance(other, str):
        return " ".join(str(one or "").split()) == " ".join(str(other or "").split())
    return (one or 0) == (other or 0)


def first_with(values, rows):
    """Return the first of rows that holds all values that are not empty, or None.

    :param values: ``{path: value}``
    """
    sent = {path: value for path, value in values.items() if value}
    for row in rows:
        if all(same(value, dig(row, path)) for path, value in sent.items()):
            return row
    return None
