"""What the web client reads to show a record in its form."""

from lxml import etree


def read_form(user, model, record):
    """Return a record's values as in its form, lines as dictionaries.

    :raises Fault: the user may not read some field that the form has
    """
    shape = user.call(model, "get_views", [(False, "form")])
    arch = etree.fromstring(shape["views"]["form"]["arch"])
    [values] = user.call(model, "web_read", [record], _specification(arch))
    return values


def _specification(node):
    """Return the fields that ``web_read`` is asked for: ``{name: {"fields": …}}``."""
    found = {}
    for field in node.xpath(".//field"):
        # fields of a subview are its field's
        if next(field.iterancestors("field", node.tag)) is not node:
            continue
        wanted = found.setdefault(field.get("name"), {})
        for subview in field.xpath("./list|./kanban|./form"):
            fields = wanted.setdefault("fields", {})
            fields.update(_specification(subview))
    return found
