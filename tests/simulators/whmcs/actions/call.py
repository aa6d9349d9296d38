"""One call of an API action."""

from dataclasses import dataclass

from tests.simulators.whmcs.activity_log import Actor
from tests.simulators.whmcs.form import Form
from tests.simulators.whmcs.installation import Installation

DEFAULT_PAGE = 25


@dataclass(slots=True)
class Call:
    whmcs: Installation
    form: Form
    actor: Actor

    @property
    def store(self):
        return self.whmcs.store

    @property
    def renderer(self):
        return self.whmcs.renderer

    def page(self):
        """limitstart and limitnum; 25 is the documented default."""
        start = max(self.form.integer("limitstart"), 0)
        if "ignore-limitstart" in self.renderer.quirks:
            start = 0
        count = self.form.integer("limitnum", DEFAULT_PAGE)
        return start, count if count > 0 else DEFAULT_PAGE

    def reply_page(self, records, view, wrapper, element):
        """One page of a list with its counters."""
        start, count = self.page()
        renderer = self.renderer
        items = [renderer.record(view, r) for r in records[start : start + count]]
        return renderer.success(
            [
                *renderer.counters(len(records), start, len(items)),
                *renderer.listing(wrapper, element, items),
            ]
        )

    def reply(self, **values):
        """A successful reply of plain values."""
        members = [(key, self.renderer.value(v)) for key, v in values.items()]
        return self.renderer.success(members)
