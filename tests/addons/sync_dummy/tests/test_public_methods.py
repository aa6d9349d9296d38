import inspect
from contextlib import suppress

from odoo import models
from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import DummyCase

# what anybody may call: method -> what they get
HARMLESS = {
    # no systems are shown to who may not see them
    ("res.partner", "sync_status"): [],
}
ARGUMENTS = {
    "backend_id": 1,
    "kind": "customer",
    "candidate_id": 1,
    "choices": {},
    "version": "",
    "enabled": True,
    "direction": "both",
    "policy": "remote",
    "vals": {"name": "Taken over"},
    "vals_list": [{"name": "Made"}],
    "default": None,
}


class TestPublicMethods(DummyCase):
    """Whatever can be called by RPC is refused to who has no right to it."""

    def setUp(self):
        super().setUp()
        self.remote.add(name="One", email="one@example.dk", city="Rønne")
        self.pull()
        self.somebody = new_test_user(self.env, "somebody", groups="base.group_user")

    def our_methods(self):
        """Yield ``(model, method)`` of all public methods that our addons define."""
        for name, model in self.env.registry.items():
            for cls in model.__mro__:
                if not getattr(cls, "_module", None) or not cls._module.startswith(
                    "sync_base"
                ):
                    continue
                for method, function in vars(cls).items():
                    private = method.startswith("_") or getattr(
                        function, "_api_private", False
                    )
                    if inspect.isfunction(function) and not private:
                        yield name, method

    def some_record(self, model):
        """Return a record of a model, made where there is none."""
        record = self.env[model].sudo().search([], limit=1)
        if model == "res.partner":
            return self.env[model].browse(self.binding("1").res_id)
        return record or self.env[model].browse(1)

    def test_all_are_refused_to_somebody_without_rights(self):
        called = set()
        for model, method in sorted(set(self.our_methods())):
            if issubclass(self.env.registry[model], models.AbstractModel) and not (
                self.env[model]._auto
            ):
                continue
            if (model, method) in {("res.partner", "create"), ("res.partner", "write")}:
                # Odoo's own rights on partners
                continue
            if not model.startswith("sync.") and model != "res.partner":
                continue
            record = self.some_record(model).with_user(self.somebody)
            function = getattr(record, method)
            parameters = inspect.signature(function).parameters.values()
            arguments = {
                each.name: ARGUMENTS[each.name]
                for each in parameters
                if each.default is each.empty and each.kind != each.VAR_KEYWORD
            }
            called.add((model, method))
            with self.subTest(model=model, method=method):
                if (model, method) in HARMLESS:
                    wanted = HARMLESS[model, method]
                    self.assertEqual(function(**arguments), wanted)
                    continue
                if method.startswith("action_view_"):
                    # opens a list, in which rights decide as everywhere
                    with suppress(AccessError):
                        action = function(**arguments)
                        self.assertEqual(action["type"], "ir.actions.act_window")
                    continue
                with (
                    mute_logger("odoo.addons.base.models.ir_model"),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                    self.assertRaises(AccessError),
                ):
                    function(**arguments)
        self.assertGreater(len(called), 40)
        self.assertFalse(HARMLESS.keys() - called)
