"""What the organisation holds: records, what ties them, and what was deleted.

Values are stored in the form that the API writes, but for moments (aware datetimes)
and lookups and owners (the id alone).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count

from tests.simulators.zoho import pricing
from tests.simulators.zoho.clock import DAY, Clock
from tests.simulators.zoho.metadata.modules import Metadata
from tests.simulators.zoho.metadata.standard import CONTACT_ROLES, NAMES
from tests.simulators.zoho.org import PREFIX
from tests.simulators.zoho.subforms import Subforms

RECYCLED_DAYS = 60
REMEMBERED_DAYS = 120
FOUNDED_DAYS = 900
FIRST_RECORD = PREFIX + 1_000_000
# module: the lookup to the deal that it belongs to
PARENTS = {"Notes": "Parent_Id", "Quotes": "Deal_Name"}


@dataclass
class Record:
    """:param refusal: the code that writes of the API get, such as RECORD_LOCKED"""

    id: str
    module: str
    values: dict
    created_time: object
    modified_time: object
    created_by: str
    modified_by: str
    refusal: str | None = None
    approval: str = "approved"


@dataclass
class Deleted:
    """A record in the recycle bin; ``permanent`` is one that left it."""

    record: Record
    time: object
    by: str
    permanent: bool = False


@dataclass
class Change:
    """Something that channels are told of.

    :param operation: insert, update or delete
    :param related: it happened to a related record
    """

    module: str
    operation: str
    id: str
    values: dict = field(default_factory=dict)
    related: bool = False


class Store:
    """Records by module and id, in order of their ids."""

    def __init__(self, org, pipelines=1, quirks=(), subforms=()):
        self.org, self.clock = org, Clock()
        self.metadata = Metadata(org, pipelines, subforms)
        self.modules = self.metadata.modules
        self.quirks = set(quirks)
        self.records = {name: {} for name in self.modules}
        self.deleted = {name: {} for name in self.modules}
        # deal: {product: moment of the link}; deal: {contact: id of the role or None}
        self.products_of = defaultdict(dict)
        self.roles_of = defaultdict(dict)
        self.stages_of = defaultdict(list)
        self.changes, self.workflow_runs = [], []
        self.odd_records = {}
        self.search_lag = 0.0
        self.founded = self.clock.ago(FOUNDED_DAYS * DAY)
        self._ids = count(FIRST_RECORD + 1)
        self._versions = dict.fromkeys(self.modules, 0)
        self._sorted = {}
        self.subforms = Subforms(self)

    # -- reading ---------------------------------------------------------------------

    def get(self, module, record_id):
        """Return a record, or None."""
        return self.records[module].get(record_id)

    def name_of(self, module, record_id):
        """Return a record's name, or None for one that is not there."""
        record = self.get(module, record_id)
        return record and record.values.get(NAMES.get(module))

    def sorted_records(self, module, by="id"):
        """Return all records in ascending order of id, Created_Time, Modified_Time."""
        version, rows = self._sorted.get((module, by), (None, None))
        if version != self._versions[module]:
            rows = sorted(self.records[module].values(), key=SORT_KEYS[by])
            self._sorted[module, by] = self._versions[module], rows
        return rows

    def products(self, deal_id):
        """Return the products of a deal in the order of their linking."""
        every = self.records["Products"]
        return [every[each] for each in self.products_of[deal_id] if each in every]

    def deleted_rows(self, module):
        """Return `Deleted` rows, newest first, and forget those that Zoho forgets."""
        rows = self.deleted[module]
        for record_id, row in list(rows.items()):
            if row.time <= self.clock.ago((RECYCLED_DAYS + REMEMBERED_DAYS) * DAY):
                del rows[record_id]
            elif row.time <= self.clock.ago(RECYCLED_DAYS * DAY):
                row.permanent = True
        return sorted(rows.values(), key=lambda row: row.time, reverse=True)

    # -- writing ---------------------------------------------------------------------

    def create(self, module, values, user, age=0):
        """Store a new record of checked values; return it.

        :param age: seconds since its creation
        """
        moment = self.clock.ago(age)
        values = {"Owner": user.id, **values}
        rows = self.subforms.taken(module, values)
        record = self.new_record(module, values, moment, user)
        told = self.subforms.put(record, rows, user)
        self._complete(record, values)
        self.records[module][record.id] = record
        if module == "Deals":
            self._note_stage(record)
        self.touched(module)
        self.changes.append(Change(module, "insert", record.id, values | told))
        self._tell_parent(record)
        return record

    def update(self, record, values, user):
        """Change a record, also if nothing differs: Zoho moves Modified_Time then too.

        The last is an assumption.
        """
        before = record.values.get("Stage")
        values = dict(values)
        rows = self.subforms.taken(record.module, values)
        record.values |= values
        record.modified_time, record.modified_by = self.clock.now(), user.id
        told = self.subforms.put(record, rows, user)
        self._complete(record, values)
        if record.module == "Deals" and before != record.values.get("Stage"):
            self._note_stage(record)
        self.touched(record.module)
        self.changes.append(Change(record.module, "update", record.id, values | told))

    def touch(self, record, user):
        record.modified_time, record.modified_by = self.clock.now(), user.id
        self.touched(record.module)

    def delete(self, record, user):
        """Move a record to the recycle bin."""
        del self.records[record.module][record.id]
        self.subforms.hide(record)
        now = self.clock.now()
        self.deleted[record.module][record.id] = Deleted(record, now, user.id)
        self.touched(record.module)
        self.changes.append(Change(record.module, "delete", record.id))

    def restore(self, module, record_id, user):
        """Bring a record back from the recycle bin."""
        record = self.deleted[module].pop(record_id).record
        self.records[module][record_id] = record
        self.subforms.show(record)
        self.touch(record, user)
        self.changes.append(Change(module, "insert", record_id))
        return record

    def purge(self, module, record_id):
        self.deleted[module][record_id].permanent = True

    def link_product(self, deal, product_id, user):
        self.products_of[deal.id].setdefault(product_id, self.clock.now())
        self._linked(deal, user)

    def unlink_product(self, deal, product_id, user):
        self.products_of[deal.id].pop(product_id, None)
        self._linked(deal, user)

    def set_role(self, deal, contact_id, role_id, user):
        self.roles_of[deal.id][contact_id] = role_id
        self._linked(deal, user)

    def drop_role(self, deal, contact_id, user):
        self.roles_of[deal.id].pop(contact_id, None)
        self._linked(deal, user)

    def role_id(self, name):
        """Return the id of a role by its name."""
        for role_id, known in self.metadata.contact_roles.items():
            if known == name:
                return role_id
        raise KeyError(f"one of {', '.join(CONTACT_ROLES)}")

    def _linked(self, deal, user):
        # nobody could verify whether a link touches the deal
        if "link-touches-deal" in self.quirks:
            self.touch(deal, user)
        self.changes.append(Change("Deals", "update", deal.id, related=True))

    def _tell_parent(self, record):
        parent = record.values.get(PARENTS.get(record.module))
        if parent in self.records["Deals"]:
            self.changes.append(Change("Deals", "update", parent, related=True))

    def touched(self, module):
        """Note that the records of a module are not what they were."""
        self._versions[module] += 1

    def new_id(self):
        return str(next(self._ids))

    def new_record(self, module, values, moment, user):
        """Return a record that is not stored yet."""
        people = user.id, user.id
        return Record(self.new_id(), module, values, moment, moment, *people)

    # -- what Zoho computes ----------------------------------------------------------

    def _complete(self, record, changed):
        values = record.values
        if record.module == "Contacts":
            parts = (values.get("First_Name"), values.get("Last_Name"))
            values["Full_Name"] = " ".join(each for each in parts if each)
        if record.module == "Quotes":
            values.setdefault("Quote_Number", record.id)
            items = self.subforms.rows(record, "Quoted_Items")
            pricing.complete_quote(values, [item.values for item in items])
        if record.module != "Deals":
            return
        option = self.metadata.stage_field.option(values.get("Stage"))
        if "Stage" in changed and "Probability" not in changed and option:
            values["Probability"] = option.probability
        # a stage outside of the list keeps what was there (recorded: 10)
        values.setdefault("Probability", 10)
        amount, probability = values.get("Amount"), values["Probability"]
        known = amount is not None and probability is not None
        expected = round(amount * probability / 100, 2) if known else None
        values["Expected_Revenue"] = expected
        contact = values.get("Contact_Name")
        if contact and "primary-contact-has-role" in self.quirks:
            self.roles_of[record.id].setdefault(contact, None)

    def _note_stage(self, record):
        history = self.stages_of[record.id]
        if history:
            history[-1]["Moved_To__s"] = record.values.get("Stage")
        names = ("Stage", "Amount", "Probability", "Closing_Date", "Expected_Revenue")
        history.append(
            {name: record.values.get(name) for name in names}
            | {
                "id": self.new_id(),
                "Moved_To__s": None,
                "Modified_Time": record.modified_time,
                "Modified_By": record.modified_by,
            }
        )


SORT_KEYS = {
    "id": lambda record: record.id,
    "Created_Time": lambda record: (record.created_time, record.id),
    "Modified_Time": lambda record: (record.modified_time, record.id),
}
