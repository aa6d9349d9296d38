"""What the stages of deals mean, whatever they are called."""

CATEGORIES = {"open": "open", "closed won": "won", "closed lost": "lost"}
NAMES = ("actual_value", "reference_value", "display_value")


class Stages:
    """The stages of an organisation, of all its pipelines.

    A record tells the actual value; renamed and translated ones are found by the others
    as well. Source: Fields Metadata, the values of ``Stage``.

    :param values: ``pick_list_values`` of the field
    """

    def __init__(self, values):
        # what is the actual value of one may be the name of another, so in this order
        self._tables = [
            (form, _table(values, name, form))
            for form in (str, _folded)
            for name in NAMES
        ]

    def category(self, stage):
        """Return ``open``, ``won`` or ``lost``.

        None for a stage that is not known, and where several of that name differ.
        """
        if not isinstance(stage, str) or not stage.strip():
            return None
        for form, table in self._tables:
            if found := table.get(form(stage)):
                return next(iter(found)) if len(found) == 1 else None
        return None


def _table(values, name, form):
    """Return ``{text: set of categories}``."""
    table = {}
    for value in values:
        if text := value.get(name):
            table.setdefault(form(text), set()).add(_category(value))
    return table


def _category(value):
    told = value.get("deal_category") or value.get("forecast_type") or ""
    return CATEGORIES.get(_folded(told))


def _folded(text):
    return " ".join(str(text).split()).casefold()
