"""The modules of an organisation, built from the standard ones."""

import re
from dataclasses import dataclass, field
from itertools import count

from tests.simulators.zoho.metadata import standard
from tests.simulators.zoho.metadata.fields import Field, Option
from tests.simulators.zoho.org import CURRENCIES, PREFIX

BLANKS = re.compile("[^A-Za-z0-9]+")


@dataclass
class Module:
    """:param parent: the module that has this one's records as rows of a subform"""

    api_name: str
    id: str
    fields: dict = field(default_factory=dict)
    layout: object = None
    parent: str | None = None

    @property
    def internal(self):
        return standard.INTERNAL.get(self.api_name, self.api_name)

    def by_id(self, field_id):
        """Return a field by its id, or None."""
        for each in self.fields.values():
            if each.id == field_id:
                return each
        return None

    def custom_fields(self):
        return [each for each in self.fields.values() if each.custom]

    def api_name_for(self, label):
        """Return the name that Zoho derives from a label.

        That a name which is taken gets a number is an assumption.
        """
        stem = BLANKS.sub("_", label).strip("_") or "Field"
        if not stem[0].isalpha():
            stem = f"A_{stem}"
        name = stem
        for number in count(1):
            if name not in self.fields:
                return name
            name = f"{stem}{number}"


@dataclass
class Layout:
    """The Standard layout: one section with all fields, and one for each subform.

    That there is no second layout and no other section is a simplification.
    """

    id: str
    section_id: str
    name: str = "Standard"


@dataclass
class Pipeline:
    """:param stages: actual values in order"""

    id: str
    name: str
    stages: list
    default: bool = False


class Metadata:
    """Modules, pipelines and contact roles; ids are the same in each run."""

    def __init__(self, org, pipelines=1, subforms=()):
        self._ids = count(1001)
        self.modules = {}
        for name, number in standard.MODULE_IDS.items():
            parent = standard.SUBFORMS.get(name)
            module = Module(name, str(PREFIX + number), parent=parent)
            common = standard.ROW_COMMON if parent else standard.COMMON
            text = standard.FIELDS[name] + common
            if org.multi_currency and name in standard.MONEY_MODULES:
                text += standard.MULTI_CURRENCY
            self._add_module(module, text)
        self._stages(pipelines)
        if org.multi_currency:
            codes = [code for code in CURRENCIES if code != org.currency]
            for name in standard.MONEY_MODULES:
                chosen = [self.option(code) for code in (org.currency, *codes)]
                self.modules[name].fields["Currency"].options = chosen
        self.contact_roles = {self.new_id(): name for name in standard.CONTACT_ROLES}
        for name in subforms:
            self._add_subform("Deals", name)

    def new_id(self):
        return str(PREFIX + next(self._ids))

    def option(self, display, actual="", **values):
        return Option(self.new_id(), display, actual or display, **values)

    def add_field(self, module, label, data_type, options=(), **values):
        """Add a custom field with a name made of its label."""
        added = Field(
            *(self.new_id(), module.api_name_for(label), label, data_type),
            options=list(options),
            custom=True,
            **values,
        )
        module.fields[added.api_name] = added
        return added

    def add_billing_fields(self):
        """Add the fields that the billing needs, as a connector would."""
        for name, label, data_type, options in standard.BILLING_FIELDS:
            chosen = [self.option(each) for each in options]
            self.add_field(self.modules[name], label, data_type, chosen)

    def _add_module(self, module, text):
        for line in text.split("\n"):
            if line:
                self._add_standard(module, line.split())
        module.layout = Layout(self.new_id(), self.new_id())
        self.modules[module.api_name] = module

    def _add_subform(self, parent, name):
        """Add a subform of products to a module, as administrators do."""
        holder = self.modules[parent]
        if name in self.modules or name in holder.fields:
            raise ValueError(f"{name} is taken")
        module = Module(name, self.new_id(), parent=parent)
        tie = f"Parent_Id lookup ={parent} read-only"
        self._add_module(module, tie + standard.SUBFORM_FIELDS + standard.ROW_COMMON)
        for line in standard.SUBFORM_FIELDS.split("\n"):
            if line:
                module.fields[line.split()[0]].custom = True
        self.add_field(holder, name.replace("_", " "), "subform", lookup=name)

    def _add_standard(self, module, words):
        name, data_type, *flags = words
        length = next((int(each) for each in flags if each.isdigit()), 0)
        lookup = next((each[1:] for each in flags if each.startswith("=")), None)
        label = standard.LABELS.get(name, name.replace("_", " "))
        module.fields[name] = Field(
            *(self.new_id(), name, label, data_type, length),
            mandatory="mandatory" in flags,
            required="mandatory" in flags,
            read_only="read-only" in flags,
            or_percent="or-percent" in flags,
            lookup=lookup,
            options=[self.option(each) for each in standard.PICKLISTS.get(name, ())],
        )

    # -- stages ----------------------------------------------------------------------

    def _stages(self, pipelines):
        deals = self.modules["Deals"]
        stage = deals.fields["Stage"]
        stage.options = [self._stage(*each) for each in standard.STAGES]
        self.pipelines = []
        if not pipelines:
            del deals.fields["Pipeline"]
            return
        for number, name in enumerate(standard.PIPELINES[:pipelines]):
            if not number:
                stages = [each.actual for each in stage.options]
            else:
                added = [
                    self._stage(*each, suffix="" if number == 1 else f" {number}")
                    for each in standard.OTHER_STAGES
                ]
                stage.options += added
                stages = ["Qualification", *(each.actual for each in added)]
            self.pipelines.append(Pipeline(self.new_id(), name, stages, not number))
        pipeline = deals.fields["Pipeline"]
        pipeline.mandatory = pipeline.required = True
        pipeline.options = [self.option(each.name) for each in self.pipelines]

    def _stage(self, display, actual, probability, category, forecast, suffix=""):
        return self.option(
            *(display + suffix, actual),
            probability=probability,
            category=category,
            forecast_category=forecast,
        )

    def pipeline(self, name):
        """Return a pipeline by its name, or None."""
        for pipeline in self.pipelines:
            if pipeline.name == name:
                return pipeline
        return None

    @property
    def stage_field(self):
        return self.modules["Deals"].fields["Stage"]
