from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.sync_base.lib.errors import SyncError


class WorkingBackend:
    """What the scheduled actions of ``self.backend`` do, each in its own cursor."""

    def pull(self):
        """Pull; return the run."""
        return self._work("_pull")

    def push(self):
        """Push; return the run, empty without work."""
        return self._work("_push")

    def process_events(self):
        """Process events; return the run, if any."""
        return self._work("_process_events")

    def ask_for_preview(self):
        """Ask for a preview as the button does; return it, not worked on yet."""
        return self.env["sync.preview"].browse(self.backend.action_preview()["res_id"])

    def work_on_preview(self, preview, deadline=float("inf")):
        """Work on a preview as the scheduled action does, in a cursor of its own."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            preview.with_env(self.env(cr=cr, su=True))._work(deadline)
        self.env.invalidate_all()
        return preview

    def preview(self):
        """Return a preview that is done."""
        preview = self.work_on_preview(self.ask_for_preview())
        self.assertEqual((preview.state, preview.message), ("done", False))
        return preview

    def _work(self, method):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            run = getattr(self.backend.with_env(self.env(cr=cr)), method)()
        self.env.invalidate_all()
        return run.with_env(self.env)


class FromMemory:
    """What clients have in common that answer from memory, without threads."""

    def close(self):
        """Nothing to close; the same client serves all runs of a test."""

    def many(self, call, arguments):
        results = []
        for argument in arguments:
            try:
                results.append(call(argument))
            except SyncError as error:
                results.append(error)
        return results


@tagged("post_install", "-at_install")
class SyncCase(TransactionCase):
    """A backend of a system that the tests add to the selection."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        system = cls.env["sync.backend"]._fields["system"]
        patcher = patch.dict(system._selection, dummy="Dummy")
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.backend = cls.env["sync.backend"].create(
            {"name": "Dummy", "system": "dummy"}
        )
        cls.partner = cls.env["res.partner"].create({"name": "Ærø Web ApS"})

    @classmethod
    def bind(cls, record, remote_id, kind="client", base=None):
        bindings = cls.env["sync.binding"]
        bindings._insert(
            cls.backend,
            kind,
            record._name,
            [(remote_id, "v1", record.id, base or {})],
        )
        return bindings.search([("kind", "=", kind), ("remote_id", "=", remote_id)])
