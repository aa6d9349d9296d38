from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..models.sync_field import DIRECTIONS, POLICIES


class SyncFieldChange(models.TransientModel):
    """Changing pairs of a backend's field map, with the effect shown before saving."""

    _name = "sync.field.change"
    _description = "Change of the field map"

    backend_id = fields.Many2one("sync.backend", required=True, readonly=True)
    line_ids = fields.One2many("sync.field.change.line", "change_id")
    effect = fields.Html(compute="_compute_effect", sanitize=False)

    @api.model
    def _of(self, rows, reset=False):
        """Return a change of some pairs, with what the records hold counted.

        :param reset: with what the addons declare filled in
        """
        counts = rows._count_differences()
        lines = []
        for row in rows:
            pair = row._declared()
            if not pair:
                continue
            policy = pair.policy if reset else row.policy
            lines.append(
                {
                    "field_id": row.id,
                    "enabled": row.enabled or reset,
                    "direction": row._direction(pair) if reset else row.direction,
                    # *Newest* is not to be chosen, only to be kept.
                    "policy": policy if policy in dict(POLICIES) else False,
                    "can_switch_off": not pair.required,
                    "can_turn": len(row._directions()) > 1,
                    **{
                        f"{state}_count": counts[row][state]
                        for state in ("same", "changed", "filled", "empty")
                    },
                }
            )
        return self.create(
            {
                "backend_id": rows.backend_id.id,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )

    @api.depends("line_ids.enabled", "line_ids.direction", "line_ids.policy")
    def _compute_effect(self):
        for change in self:
            change.effect = change._effect()

    def _effect(self):
        """Return what saving would do, in words and numbers, as HTML."""
        blocks = [
            Markup("<p class='mb-1'><b>%s</b></p><ul>%s</ul>")
            % (line.field_id.label, Markup().join(effects))
            for line in self.line_ids
            if (effects := line._effects())
        ]
        if not blocks:
            return Markup("<p class='mb-0'>%s</p>") % self.env._("Nothing changes.")
        blocks.append(
            Markup("<p class='mb-0 text-muted'>%s</p>")
            % self.env._(
                "Counted with what both sides had at the last synchronisation; "
                "%(remote)s was not asked. All records are compared with it again at "
                "the next pull.",
                remote=self.backend_id.name,
            )
        )
        return Markup().join(blocks)

    def action_save(self):
        for line in self.line_ids:
            line.field_id.choose(line.enabled, line.direction, line._policy())
        return {"type": "ir.actions.act_window_close"}


class SyncFieldChangeLine(models.TransientModel):
    """What is wanted for one pair, and how many records it concerns."""

    _name = "sync.field.change.line"
    _description = "Change of a synchronised field"

    change_id = fields.Many2one("sync.field.change", required=True, ondelete="cascade")
    field_id = fields.Many2one(
        "sync.field", "Odoo field", required=True, readonly=True, ondelete="cascade"
    )
    resource = fields.Selection(related="field_id.resource")
    remote = fields.Char(related="field_id.remote")
    enabled = fields.Boolean("In use")
    direction = fields.Selection(DIRECTIONS)
    policy = fields.Selection(POLICIES, "If both changed")
    can_switch_off = fields.Boolean(readonly=True)
    can_turn = fields.Boolean(readonly=True)
    # see `engine/differences.py`
    same_count = fields.Integer(readonly=True)
    changed_count = fields.Integer(readonly=True)
    filled_count = fields.Integer(readonly=True)
    empty_count = fields.Integer(readonly=True)

    def _policy(self):
        """Return the policy that is wanted; an empty one is to stay as it is."""
        return self.policy or self.field_id.policy

    def _wanted(self):
        """Return the `Field` as it would be, None where it would be off."""
        if not self.enabled:
            return None
        return self.field_id._declared().chosen(self.direction, self._policy())

    def _is_change(self):
        pairs = (self._wanted(), self.field_id._in_force())
        wanted, present = (pair and pair.signature() for pair in pairs)
        return wanted != present

    def _effects(self):
        """Return what would follow, as a list of HTML items, empty without change."""
        if objection := self.field_id._objection(
            self.enabled, self.direction, self._policy()
        ):
            return [Markup("<li class='text-danger'>%s</li>") % objection]
        if not self._is_change():
            return []
        old, new = self.field_id._in_force(), self._wanted()
        lines = [*self._travel(old, new), *self._counts(old, new)]
        return [Markup("<li>%s</li>") % line for line in lines]

    def _travel(self, old, new):
        """Yield what would travel that did not, and the other way round."""
        remote = self.field_id.backend_id.name
        if not new:
            yield self.env._(
                "It no longer travels. What changes meanwhile is merged when it is "
                "switched on again."
            )
            return
        pulled, pushed = (old.pulls, old.pushes) if old else (False, False)
        if new.pulls and not pulled:
            yield self.env._(
                "Changes made in %s come in, also those since the last "
                "synchronisation.",
                remote,
            )
        if pulled and not new.pulls:
            yield self.env._("Changes made in %s no longer come in.", remote)
        if new.pushes and not pushed:
            yield self.env._("Changes made in Odoo are sent to %s.", remote)
        if pushed and not new.pushes:
            yield self.env._("Changes made in Odoo are no longer sent.")
        if not old or new.winner() != old.winner():
            yield self.env._("Where both sides changed: %s.", self._winner(new))

    def _winner(self, new):
        remote = self.field_id.backend_id.name
        return {
            "remote": self.env._("the value of %s replaces that of Odoo", remote),
            "odoo": self.env._("the value of Odoo replaces that of %s", remote),
            "ask": self.env._("an issue asks a person to decide"),
        }[new.winner()]

    def _counts(self, old, new):
        """Yield how many records hold something else, and what becomes of it."""
        backend = self.field_id.backend_id
        yield self._counted(
            self.changed_count,
            self.env._("record(s) changed in Odoo since the last synchronisation"),
            self._fate(new),
        )
        if new and self.filled_count:
            yield self._counted(
                self.filled_count,
                self.env._(
                    "record(s) never synchronised in this field, with a value in Odoo"
                ),
                self.env._(
                    "where %(remote)s has another, %(winner)s",
                    remote=backend.name,
                    winner=self._winner(new),
                ),
            )
        if new and new.pulls and self.empty_count:
            yield self._counted(
                self.empty_count,
                self.env._("record(s) never synchronised in this field, empty in Odoo"),
                self.env._("filled with the value of %s", backend.name),
            )

    def _fate(self, new):
        """Return what becomes of values that only Odoo changed."""
        backend = self.field_id.backend_id
        if not new:
            return self.env._("kept in Odoo")
        if not new.pushes:
            return self.env._("kept in Odoo until it changes in %s", backend.name)
        if not backend.push_changes:
            return self.env._("sent once sending is switched on for this backend")
        return self.env._("sent to %s", backend.name)

    def _counted(self, number, which, what):
        shown = formatLang(self.env, number, digits=0)
        return Markup("<b>%s</b> %s: %s.") % (shown, which, what)
