"""How changes of fields are told: as a line of text, and as a table."""

from markupsafe import Markup

# of one value, in a list of many
LIMIT = 60


def label(model, name):
    """Return what people call a field, in the language of the environment."""
    field = model._fields.get(name)
    return field._description_string(model.env) if field else name


def shown(model, name, value):
    """Return how a person reads a stored value (see `engine.history.storable`)."""
    env, field = model.env, model._fields.get(name)
    if isinstance(value, bool) and field and field.type == "boolean":
        return env._("Yes") if value else env._("No")
    if value is None or value is False or value == []:
        return ""
    if not field:
        return str(value)
    if field.relational:
        ids = value if isinstance(value, list) else [value]
        records = env[field.comodel_name].browse(ids).exists()
        return ", ".join(records._filtered_access("read").mapped("display_name"))
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, str(value))
    return str(value)


def changes_text(model, rows):
    """Return ``Email: a → b; City: …`` of rows as for `changes_html`."""
    return "; ".join(
        f"{label(model, row['field'])}: "
        f"{_short(row['before'])} → {_short(row['after'])}"
        for row in rows
    )


def changes_html(model, rows, before=None, after=None):
    """Return a table of rows with ``field``, ``before`` and ``after``, or False.

    :param before: title of the column, where it is not *Before*; ``after`` likewise
    """
    if not rows:
        return False
    env = model.env
    head = Markup("<thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead>") % (
        env._("Field"),
        before or env._("Before"),
        after or env._("After"),
    )
    body = Markup().join(
        Markup(
            "<tr><td>%s</td><td class='text-break'>%s</td>"
            "<td class='text-break'>%s</td></tr>"
        )
        % (label(model, row["field"]), row["before"] or "–", row["after"] or "–")
        for row in rows
    )
    return Markup("<table class='table table-sm'>%s<tbody>%s</tbody></table>") % (
        head,
        body,
    )


def _short(text):
    text = text or "–"
    return text if len(text) <= LIMIT else f"{text[:LIMIT]}…"
