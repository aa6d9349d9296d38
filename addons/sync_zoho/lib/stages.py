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
        self._known = {}
        # what is the actual value of one may be the name of another, so in this order
        for name in NAMES:
            for value in values:
                text = value.get(name)
                if text:
                    self._known.setdefault(_folded(text), _category(value))

    def category(self, stage):
        """Return ``open``, ``won`` or ``lost``, None for a stage that is not known."""
        return self._known.get(_folded(stage)) if stage else None


def _category(value):
    told = value.get("deal_category") or value.get("forecast_type") or ""
    return CATEGORIES.get(_folded(told))


def _folded(text):
    return " ".join(str(text).split()).casefold()
