"""Remembering what a run changes in Odoo, so that it can be shown and undone."""


def storable(record, name):
    """Return what a record holds in a field as JSON keeps it: ids of links, text."""
    field = record._fields[name]
    if field.relational:
        ids = record[name].ids
        return (ids[0] if ids else False) if field.type == "many2one" else ids
    value = record[name]
    return value if isinstance(value, bool | int | float | str) else str(value)


class History:
    """Notes the changes of a page; part of `apply.Apply`.

    Without a run (a retry, say) nothing is noted.
    """

    def _before(self, plans):
        """Return ``{record id: {field: value}}`` of what is about to be written."""
        if not self.run:
            return {}
        return {
            plan.record.id: {
                name: storable(plan.record, name) for name in plan.outcome.to_odoo
            }
            for plan in plans
            if plan.outcome.to_odoo
        }

    def _remember_plans(self, plans, before):
        """Note which records were linked, and which values changed from what."""
        if not self.run:
            return
        rows = {"link": [], "update": []}
        for plan in plans:
            # What Odoo holds now may differ from what was written (it trims, say).
            values = {
                name: [old, storable(plan.record, name)]
                for name, old in before.get(plan.record.id, {}).items()
            }
            if values or not plan.binding:
                action = "update" if plan.binding else "link"
                rows[action].append((plan.record.id, values))
        for action, changes in rows.items():
            self._remember(action, changes)

    def _remember(self, action, changes):
        """Note changes of records of this resource.

        :param action: ``create``, ``link`` or ``update``
        :param changes: list of ``(record id, {field: [before, after]})``
        """
        if self.run and changes:
            self.env["sync.change"].sudo()._insert(
                self.run, self.kind, self.model._name, action, changes
            )
