from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..lib import custom_cells

TYPES = [
    ("text", "Text"),
    ("textarea", "Text area"),
    ("selection", "Selection"),
    ("linked", "Linked selection"),
    ("number", "Number"),
    ("date", "Date"),
    ("checkbox", "Check box"),
]
# type of a custom field -> type of the property that holds it
PROPERTY_TYPES = {
    "text": "char",
    "textarea": "text",
    "selection": "selection",
    "linked": "selection",
    "number": "float",
    "date": "date",
    "checkbox": "boolean",
}
CHOICES = ("selection", "linked")


class CrmCustomField(models.Model):
    """A custom field of companies, or of one type of contracts.

    Its number (id) is what templates call it: ``_custom_12_``. Its values are a
    property of the records; the choices of a linked selection are written
    ``parent|choice``, as in Integria, and shown without what stands before the bar.
    """

    _name = "crm.custom.field"
    _description = "Custom field"
    _order = "set_id, section_sequence, sequence, id"

    set_id = fields.Many2one(
        "crm.field.set",
        "Of",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["crm.field.set"]._of_companies(),
    )
    name = fields.Char("Label", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    section_id = fields.Many2one("crm.field.section", index=True, ondelete="restrict")
    section_sequence = fields.Integer(
        related="section_id.sequence", store=True, string="Order of the section"
    )
    field_type = fields.Selection(TYPES, "Type", required=True, default="text")
    required = fields.Boolean()
    in_list = fields.Boolean("Show in list")
    parent_id = fields.Many2one(
        "crm.custom.field",
        "Depends on",
        domain="[('set_id', '=', set_id),"
        " ('field_type', 'in', ['selection', 'linked'])]",
        ondelete="restrict",
        index="btree_not_null",
    )
    choices = fields.Text(
        help="One in each line; of a linked selection: the parent's choice, a bar, and "
        "what may be chosen then (Spain|Madrid)"
    )
    number = fields.Integer(compute="_compute_number")

    @api.depends_context("uid")
    def _compute_number(self):
        for field in self:
            field.number = field._origin.id

    # -- rules -----------------------------------------------------------------------

    @api.constrains("field_type", "parent_id", "choices", "set_id")
    def _check_choices(self):
        for field in self:
            if field.field_type in CHOICES and not field._choices():
                field._refuse(self.env._("a selection needs choices, one in each line"))
            if field.field_type != "linked":
                continue
            if not field.parent_id:
                field._refuse(self.env._("a linked selection depends on another field"))
            if field.parent_id.set_id != field.set_id:
                field._refuse(self.env._("it depends on a field of something else"))
            if field._has_cycle():
                field._refuse(self.env._("it depends on itself"))
            parents = {
                field.parent_id._shown(each) for each in field.parent_id._choices()
            }
            for choice in field._choices():
                parent, bar, _own = choice.partition("|")
                if not bar or parent not in parents:
                    field._refuse(
                        self.env._(
                            "%(choice)r does not begin with a choice of %(parent)s "
                            "and a bar",
                            choice=choice,
                            parent=field.parent_id.name,
                        )
                    )

    @api.constrains("field_type", "choices")
    def _check_values_stay(self):
        """Choices that records have are not taken away under them."""
        for field in self.filtered(lambda each: each.field_type in CHOICES):
            used = field._used_values()
            if lost := [each for each in used if each not in field._choices()]:
                field._refuse(
                    self.env._(
                        "%(count)s records have %(values)s. Give them other values "
                        "first, or leave these choices",
                        count=sum(used[each] for each in lost),
                        values=", ".join(lost),
                    )
                )

    def _refuse(self, reason):
        raise ValidationError(
            self.env._(
                "Custom field %(name)s: %(reason)s.", name=self.name, reason=reason
            )
        )

    def _choices(self):
        """Return the choices as they are stored, in their order, each once."""
        lines = (self.choices or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def _shown(self, choice):
        """Return what people see of a choice."""
        return choice.partition("|")[2] if self.field_type == "linked" else choice

    def _shown_value(self, value):
        """Return what people see of a stored value, as text."""
        return custom_cells.form(self.field_type, value)

    # -- definition --------------------------------------------------------------------

    @property
    def property_name(self):
        self.ensure_one()
        return f"field_{self._origin.id}"

    def _definition(self):
        """Return the definition of the property that holds the values."""
        self.ensure_one()
        definition = {
            "name": self.property_name,
            "string": self.name + (" *" if self.required else ""),
            "type": PROPERTY_TYPES[self.field_type],
            "view_in_cards": self.in_list,
        }
        if self.field_type in CHOICES:
            definition["selection"] = [
                [each, each.replace("|", " / ")] for each in self._choices()
            ]
        return definition

    @api.model_create_multi
    def create(self, vals_list):
        fields_ = super().create(vals_list)
        fields_.set_id._define()
        return fields_

    def write(self, vals):
        if "field_type" in vals:
            for field in self:
                changed = PROPERTY_TYPES[vals["field_type"]] != PROPERTY_TYPES.get(
                    field.field_type
                )
                if changed and (used := field._used_values()):
                    field._refuse(
                        self.env._(
                            "%s records have values of this type. Archive it, and add "
                            "another field",
                            sum(used.values()),
                        )
                    )
        sets = self.set_id
        result = super().write(vals)
        (sets | self.set_id)._define()
        return result

    def unlink(self):
        sets = self.set_id
        result = super().unlink()
        sets._define()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for field in self:
            if used := field._used_values():
                raise UserError(
                    self.env._(
                        "%(count)s records have a value in %(name)s, which would be "
                        "lost. Archive the field instead: the values stay.",
                        count=sum(used.values()),
                        name=field.name,
                    )
                )

    # -- values ------------------------------------------------------------------------

    def _check_values(self, values):
        """Return what is wrong with the values of one record, as a list of texts.

        :param values: ``{property name: value}``, as `fields.Properties` reads them
        """
        problems = []
        for field in self:
            value = values.get(field.property_name)
            if field.required and custom_cells.is_empty(value) and not field._is_box():
                problems.append(self.env._("%s must be filled in.", field.name))
            if field.field_type == "linked" and value:
                parent = field.parent_id
                above = values.get(parent.property_name)
                if value.partition("|")[0] != (parent._shown(above) if above else ""):
                    problems.append(
                        self.env._(
                            "%(name)s: %(value)s is no choice where %(parent)s is "
                            "%(above)s.",
                            name=field.name,
                            value=field._shown(value),
                            parent=parent.name,
                            above=parent._shown(above)
                            if above
                            else self.env._("empty"),
                        )
                    )
        return problems

    def _is_box(self):
        return self.field_type == "checkbox"

    def _used_values(self):
        """Return ``{value as text: records that have it}``, archived ones included."""
        self.ensure_one()
        self.env.flush_all()
        found = {}
        for table, column in self.set_id._holders():
            for value, count in self.env.execute_query(
                _values_query(table, column, self.property_name)
            ):
                found[value] = found.get(value, 0) + count
        return found


def _values_query(table, column, name):
    return SQL(
        "SELECT %(column)s ->> %(name)s, count(*) FROM %(table)s "
        "WHERE %(column)s ->> %(name)s NOT IN ('', 'false') GROUP BY 1",
        column=SQL.identifier(column),
        table=SQL.identifier(table),
        name=name,
    )
