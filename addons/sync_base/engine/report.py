"""Telling what became of remote records: counts, issues, and what is read again."""

from collections import Counter


class Report:
    """Collects what is to be told of a page; part of `apply.Apply`.

    ``reports`` are issues by remote id, ``left_out`` the ids of records that did not
    come in, ``fine`` those without any problem, ``counts`` by `sync_run.COUNTERS`.
    """

    def __init__(self):
        self.counts = Counter()
        self.reports = {}
        self.left_out = set()
        self.fine = []

    def _report(self, remote, reason, severity="error", passing=True, **more):
        self.reports[remote.id] = {
            "severity": severity,
            "reason": reason,
            "label": self.resource._label_of(remote),
            "payload": remote.data or (remote.error and remote.error.payload),
            "remote_version": False if passing else self.version_of(remote),
            **more,
        }
        if severity == "error":
            self.counts["failed"] += 1
            self.left_out.add(remote.id)

    def _store_reports(self):
        """Make issues of what was reported, and close those of what is fine now."""
        self._forget_left_out()
        self.issues_sudo._report(self.backend, self.kind, self.reports, self.run)
        self.issues_sudo._solve(self.backend, self.kind, self.fine)

    def _forget_left_out(self):
        """Have bound records that were left out read again.

        Not before they change, where their content was the reason; else next time, even
        if nothing but the activity log told of the change that was missed.
        """
        known = self.bindings_sudo._known(self.backend, self.kind, self.left_out)
        for remote_id, binding in known.items():
            binding.remote_version = self.reports[remote_id]["remote_version"]

    def _report_problems(self, plans):
        """Tell which fields of records that came in were left out."""
        for plan in plans:
            if not plan.problems or plan.remote.id in self.reports:
                continue
            reason = "\n".join(map(str, plan.problems))
            self._report(plan.remote, reason, severity="warning")
        self.fine = [
            remote_id for remote_id in self.fine if remote_id not in self.reports
        ]
