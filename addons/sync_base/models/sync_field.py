from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..engine.differences import count_differences

DIRECTIONS = [
    ("both", "Both ways"),
    ("pull", "Only into Odoo"),
    ("push", "Only out of Odoo"),
]
POLICIES = [
    ("remote", "Remote system wins"),
    ("odoo", "Odoo wins"),
    ("ask", "A person decides"),
]
CHOSEN = Domain.OR(
    [
        Domain("enabled", "=", False),
        Domain("chosen_direction", "!=", False),
        Domain("chosen_policy", "!=", False),
    ]
)


class Choice(NamedTuple):
    """What a backend chose for a pair; None where it is as declared."""

    enabled: bool
    direction: str | None
    policy: str | None


class SyncField(models.Model):
    """A field pair of a backend's resource, and what the backend chose for it.

    Addons declare the pairs; a row without choice only shows one. What is not chosen is
    as declared, also when a later version declares it otherwise, and a choice that a
    later version does not allow counts for nothing.
    """

    _name = "sync.field"
    _description = "Synchronised field"
    _order = "backend_id, resource, sequence, id"
    _rec_name = "label"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    resource = fields.Selection("_selection_resource", required=True, readonly=True)
    name = fields.Char("Technical name", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    enabled = fields.Boolean("In use", default=True, readonly=True)
    chosen_direction = fields.Selection(DIRECTIONS, readonly=True)
    chosen_policy = fields.Selection(POLICIES, readonly=True)
    # What is declared, and what of it is in force
    label = fields.Char("Odoo field", compute="_compute_pair")
    remote = fields.Char("Remote field", compute="_compute_pair")
    direction = fields.Selection(DIRECTIONS, compute="_compute_pair")
    policy = fields.Selection(
        [*POLICIES, ("newest", "Newest wins")],
        "If both changed",
        compute="_compute_pair",
    )
    required = fields.Boolean(compute="_compute_pair")
    max_length = fields.Integer("Maximum length", compute="_compute_pair")

    _pair_uniq = models.UniqueIndex("(backend_id, resource, name)")

    @api.model
    def _selection_resource(self):
        resource = self.env.registry["sync.resource"]
        return [
            (name, self.env[name]._title())
            for name, model in self.env.registry.items()
            if issubclass(model, resource) and model._sync_kind
        ]

    @api.depends("resource", "name", "enabled", "chosen_direction", "chosen_policy")
    def _compute_pair(self):
        for field in self:
            pair = field._declared()
            field.label = field._field_label()
            if not pair:
                # the choice is kept for when an addon maps this field again
                field.update(dict.fromkeys(("remote", "direction", "policy"), False))
                field.update({"required": False, "max_length": 0})
                continue
            pair = pair.chosen(field.chosen_direction, field.chosen_policy)
            field.remote = ", ".join(pair.paths())
            field.direction = field._direction(pair)
            field.policy = pair.policy
            field.required = pair.required
            field.max_length = pair.max_length or 0

    def _declared(self):
        """Return the `Field` that the addons declare, None where there is none now."""
        self.ensure_one()
        if self.resource in self.env:
            for pair in self.env[self.resource]._field_map():
                if pair.name == self.name:
                    return pair
        return None

    def _in_force(self):
        """Return the `Field` as the backend uses it, None where it is off."""
        pair = self._declared()
        if pair and (self.enabled or pair.required):
            return pair.chosen(self.chosen_direction, self.chosen_policy)
        return None

    def _sends(self):
        return self.env[self.resource]._sync_pushes

    def _direction(self, pair):
        return pair.direction if self._sends() else "pull"

    def _directions(self):
        """Return the directions that can be chosen from."""
        if not self._sends():
            return ("pull",)
        return self._declared().directions()

    def _field_label(self):
        if self.resource not in self.env:
            return self.name
        model = self.env[self.env[self.resource]._sync_model]
        field = model._fields.get(self.name)
        return (
            field.get_description(self.env, ["string"])["string"]
            if field
            else self.name
        )

    @api.model
    @ormcache("backend_id")
    def _choices(self, backend_id):
        """Return ``{(resource, field): Choice}`` of what a backend chose."""
        rows_sudo = self.sudo().search(
            Domain("backend_id", "=", backend_id) & CHOSEN, order="id"
        )
        return {
            (row.resource, row.name): Choice(
                row.enabled, row.chosen_direction or None, row.chosen_policy or None
            )
            for row in rows_sudo
        }

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _refresh(self, backend):
        """Have a row for each pair that is declared now, and for what was chosen."""
        rows_sudo = self.sudo().search([("backend_id", "=", backend.id)])
        rows_sudo.filtered(
            lambda row: not row._declared() and not row.filtered_domain(CHOSEN)
        ).unlink()
        pairs = [
            (resource._name, pair.name)
            for resource in backend._resources(every=True)
            for pair in resource._field_map()
        ]
        if not pairs:
            return
        # Two people may look at the map for the first time at once.
        self.env.cr.execute(
            SQL(
                "INSERT INTO sync_field "
                "(backend_id, resource, name, sequence, enabled) VALUES %s "
                "ON CONFLICT (backend_id, resource, name) "
                "DO UPDATE SET sequence = EXCLUDED.sequence "
                "WHERE sync_field.sequence IS DISTINCT FROM EXCLUDED.sequence",
                SQL(", ").join(
                    SQL("(%s, %s, %s, %s, TRUE)", backend.id, *pair, sequence)
                    for sequence, pair in enumerate(pairs)
                ),
            )
        )
        self.invalidate_model()

    # -- choosing ------------------------------------------------------------------

    def action_change(self):
        """Open the dialog that changes these pairs, and shows what follows."""
        return self._open_change()

    def action_reset(self):
        """Open the dialog with what the addons declare filled in."""
        return self._open_change(reset=True)

    def _open_change(self, reset=False):
        self.check_access("read")
        if len(self.backend_id) != 1:
            raise UserError(self.env._("Choose fields of one backend."))
        self.backend_id.check_access("write")
        change = self.env["sync.field.change"]._of(self, reset)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the field map"),
            "res_model": change._name,
            "res_id": change.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def choose(self, enabled, direction, policy):
        """Use or do not use a pair, and choose its direction and policy.

        :raises UserError: the pair does not allow it; says why
        """
        self.ensure_one()
        self.check_access("read")
        self.backend_id.check_access("write")
        if objection := self._objection(enabled, direction, policy):
            raise UserError(objection)
        pair = self._declared()
        # What is as declared follows the declaration, also of a later version.
        choice = {
            "enabled": enabled,
            "chosen_direction": direction != self._direction(pair) and direction,
            "chosen_policy": policy != pair.policy and policy,
        }
        if any(self[name] != value for name, value in choice.items()):
            self.sudo().write(choice)
        return True

    def _objection(self, enabled, direction, policy):
        """Return why a choice is not possible, empty where it is."""
        pair, label = self._declared(), self.label
        if not pair:
            return self.env._("%s is not synchronised by any addon now.", label)
        if pair.required and not enabled:
            return self.env._(
                "%s is required: without it no record can come in, so it stays in use.",
                label,
            )
        if direction and direction not in self._directions():
            if pair.required:
                return self.env._("%s is required, so it has to come in.", label)
            return self.env._("%s cannot travel in this direction.", label)
        if policy and policy not in pair.policies():
            return self.env._("%s cannot be decided in this way.", label)
        return ""

    def _count_differences(self):
        """Return ``{row: Counter}`` (see `engine/differences.py`) of one backend."""
        backend_sudo = self.backend_id.sudo()
        resources = {each._name: each for each in backend_sudo._resources(every=True)}
        counts = {}
        for name, rows in self.grouped("resource").items():
            pairs = [pair for row in rows if (pair := row._declared())]
            found = (
                count_differences(backend_sudo, resources[name], pairs) if pairs else {}
            )
            counts |= {row: found[row.name] for row in rows if row.name in found}
        return counts
