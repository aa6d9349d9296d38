"""Finding the Odoo record that a remote record is, before the first synchronisation.

Never a guess: a rule that finds two candidates, or one that another remote record of
the same backend is tied to already, decides nothing in favour of any.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from ..lib.field_map import decode


@dataclass(frozen=True, slots=True)
class MatchRule:
    """A way to recognise a record.

    :param field: Odoo field that is searched, with ``in``
    :param terms: function from the decoded values to the list of terms to search for
    :param confirm: function ``(record, values) -> bool`` for what the search cannot say
    """

    field: str
    terms: Callable
    confirm: Callable = lambda record, values: True


class Ambiguous(Exception):
    """More than one record fits; ``args[0]`` are their ids."""


class Matcher:
    """Matches a page of unbound records with one search per rule."""

    def __init__(self, backend, resource):
        self.backend = backend
        self.resource = resource
        self.model = resource.env[resource._sync_model]
        travelling = {pair.name for pair in resource._fields_of(backend)}
        self.others = [
            pair for pair in resource._field_map() if pair.name not in travelling
        ]

    def match(self, plans):
        """Return ``{remote id: record or Ambiguous}`` for those recognised."""
        found = {}
        values = {plan.remote.id: self._values(plan) for plan in plans}
        for rule in self.resource._match_rules():
            open_plans = [plan for plan in plans if plan.remote.id not in found]
            if not open_plans:
                break
            self._by_rule(rule, open_plans, values, found)
        return self._refuse_shared(found)

    def _values(self, plan):
        """Return what a record is recognised by, also by fields that are switched off.

        Otherwise switching off the tax ID, say, would let duplicates come in.
        """
        if not self.others:
            return plan.values
        try:
            others, _problems = decode(self.others, plan.remote.data)
        except Exception:
            # a field may be off because its converter fails
            others = {}
        return {**others, **plan.values}

    def _by_rule(self, rule, plans, values, found):
        wanted = {
            plan.remote.id: [
                term for term in rule.terms(values[plan.remote.id]) if term
            ]
            for plan in plans
        }
        terms = {term for terms in wanted.values() for term in terms}
        if not terms:
            return
        by_term = defaultdict(set)
        found_here = self.model.search([(rule.field, "in", list(terms))])
        # whatever the user may see: another company's record is another one
        for record in found_here._sync_of_company(self.backend):
            by_term[record[rule.field]].add(record.id)
        taken = self._taken({id_ for ids in by_term.values() for id_ in ids})
        for plan in plans:
            ids = set().union(*(by_term[term] for term in wanted[plan.remote.id]))
            records = self.model.browse(sorted(ids - taken)).filtered(
                lambda record, plan=plan: rule.confirm(record, values[plan.remote.id])
            )
            if len(records) == 1:
                found[plan.remote.id] = records
            elif records:
                found[plan.remote.id] = Ambiguous(records.ids)

    def _taken(self, ids):
        """Return which of the records are tied to an object of this backend already."""
        if not ids:
            return set()
        bindings_sudo = self.model.env["sync.binding"].sudo()
        return set(
            bindings_sudo.search(
                [
                    ("backend_id", "=", self.backend.id),
                    # pending ones are waiting to be tied
                    ("remote_id", "!=", False),
                    ("res_model", "=", self.model._name),
                    ("res_id", "in", list(ids)),
                ]
            ).mapped("res_id")
        )

    def _refuse_shared(self, found):
        """Where two remote records of a page claim one record, neither gets it."""
        claims = defaultdict(list)
        for remote_id, record in found.items():
            if not isinstance(record, Ambiguous):
                claims[record.id].append(remote_id)
        for record_id, remote_ids in claims.items():
            if len(remote_ids) > 1:
                for remote_id in remote_ids:
                    found[remote_id] = Ambiguous([record_id])
        return found


def same_name(record, values):
    """A `MatchRule.confirm`: the names are the same but for upper and lower case."""
    return (record.name or "").casefold() == (values.get("name") or "").casefold()
