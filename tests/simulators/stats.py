"""Counters of the calls a simulator has answered."""

from collections import Counter


class Stats:
    """Calls, errors and faults per action; highest number of calls in flight."""

    def __init__(self):
        self._in_flight = Counter()
        self._total_in_flight = 0
        self.reset()

    def reset(self):
        self._calls = Counter()
        self._errors = Counter()
        self._faults = Counter()
        self._highest = self._total_in_flight
        self._highest_by_action = +self._in_flight  # without zeros

    def begin(self, action):
        self._calls[action] += 1
        self._in_flight[action] += 1
        self._total_in_flight += 1
        if self._total_in_flight > self._highest:
            self._highest = self._total_in_flight
        if self._in_flight[action] > self._highest_by_action[action]:
            self._highest_by_action[action] = self._in_flight[action]

    def end(self, action, failed):
        self._in_flight[action] -= 1
        self._total_in_flight -= 1
        if failed:
            self._errors[action] += 1

    def count_fault(self, kind):
        self._faults[kind] += 1

    def as_json(self):
        return {
            "total_calls": self._calls.total(),
            "calls": dict(self._calls),
            "errors": dict(self._errors),
            "faults": dict(self._faults),
            "in_flight": self._total_in_flight,
            "max_in_flight": self._highest,
            "max_in_flight_by_action": dict(self._highest_by_action),
        }
