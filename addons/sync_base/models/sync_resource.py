from odoo import api, models
from odoo.tools import ormcache

from ..lib.convert import Unusable


class SyncResource(models.AbstractModel):
    """One kind of remote object, tied to one Odoo model.

    A connector has one model of this kind per remote kind, in a file of its own. It
    says what the remote looks like; reading by pages, matching, merging, writing,
    bindings, runs and issues are the engine's (see ``sync_base/engine``).

    The ``_fetch…`` and ``_begin_pass`` methods run in threads while no database
    transaction is open: they must not touch the database, neither directly nor through
    ``self.env``. What they need to know comes with ``client``.
    """

    _name = "sync.resource"
    _description = "Synchronised resource"

    # system of the backends that have this resource
    _sync_system = None
    # name of the kind of remote object, unique in its system
    _sync_kind = None
    # the Odoo model
    _sync_model = None
    # resources of a backend are read in this order
    _sync_sequence = 10
    # changes made in Odoo can be sent (`_push_update` is there)
    _sync_pushes = False
    # every pass lists all objects that there are, not only those that changed; without,
    # a pass that begins with an empty bookmark does
    _sync_lists_all = False
    # records can be created there (`_push_create` is there)
    _sync_creates = False
    # new records are created there by themselves, where the backend says so; else only
    # those that somebody, or another rule, asks for
    _sync_creates_new = True
    # what is created there takes further steps (`_unfinished`), which are taken even
    # where changes are not sent
    _sync_finishes = False
    # fields by which an object is recognised that was created there, while its id did
    # not reach us; None: all that were sent
    _sync_told_by = None
    # remote path by whose values objects are created in order, one after the other (the
    # answers in a ticket); all others are created several at once
    _sync_in_order = None
    # ids of what was deleted there are given again: the tie is removed, since it would
    # make another object of this record
    _sync_reuses_ids = False
    # kind of another resource whose remote records this one reads as well
    # (one remote object, two Odoo records); such a resource fetches nothing
    _sync_source = None
    # kind of another resource in whose remote objects this one's are found, any number
    # in each and with ids of their own (`_parts`); such a resource lists nothing
    _sync_part_of = None

    # -- what a connector says -------------------------------------------------

    @api.model
    def _field_map(self):
        """Return the list of `Field` of this resource."""
        return []

    @api.model
    def _fields_of(self, backend):
        """Return the field map of one backend; whoever reads it asks here.

        It is what the addons declare, less what the backend switched off, and with what
        it chose (see `sync.field`).
        """
        choices = self.env["sync.field"]._choices(backend.id)
        if not choices:
            return self._field_map()
        pairs = []
        for pair in self._field_map():
            choice = choices.get((self._name, pair.name))
            if choice is None:
                pairs.append(pair)
            elif choice.enabled or pair.required:
                pairs.append(pair.chosen(choice.direction, choice.policy))
        return pairs

    @api.model
    def _match_rules(self):
        """Return the list of `MatchRule` to find an unbound Odoo record, surest first.

        A rule counts only if it finds exactly one record; more make an issue.
        """
        return []

    @api.model
    def _create_context(self):
        """Return context keys for creating and writing records of the model."""
        return {
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
            "mail_create_nolog": True,
            "mail_notrack": True,
        }

    @api.model
    def _accepts(self, data):
        """Tell whether a remote object is one of this resource.

        One that is not gets no record; what is derived from it comes in all the same.
        """
        return True

    @api.model
    def _parts(self, remote):
        """Return this resource's objects that an object of ``_sync_part_of`` holds.

        :param remote: complete `RemoteRecord` of the other kind
        :return: list of complete `RemoteRecord`
        """
        return []

    @api.model
    def _token_of(self, data):
        """Return the token that `_push_create` left with a remote object, or None."""
        return None

    @api.model
    def _to_create(self, records):
        """Return those of new records that belong into the remote system.

        Where the backend creates new records there by itself.
        """
        return records

    @api.model
    def _before_create(self, record):
        """Make a record ready to be created in the remote system.

        :raises UserError: it cannot be created there; says why, and what to do
        """

    @api.model
    def _untied(self, records):
        """Take from records what told of the object that is gone there."""

    @api.model
    def _unfinished(self, data):
        """Return ``{remote path: value}`` that an object created by us still needs.

        Sent by `_push_update` once both sides hold the same; {} for nothing.
        """
        return {}

    @api.model
    def _record_label(self, data):
        """Return what a person would call a remote record, for issues."""
        return ""

    @api.model
    def _remote_url(self, backend, remote):
        """Return the address where a person sees a remote object, None without one.

        :param remote: `RemoteRecord` with its id, and of ``data`` the ids of the
            objects that it belongs to
        """
        return None

    # -- reading (in a thread, no database) -------------------------------------

    @api.model
    def _begin_pass(self, client, bookmark):
        """Return the position of the first page of a new pass (JSON).

        :param bookmark: what the last complete pass left, {} before the first
        """
        return {}

    @api.model
    def _fetch_page(self, client, position):
        """Return the `Page` of remote records at ``position``."""
        raise NotImplementedError

    @api.model
    def _fetch_records(self, client, records):
        """Return ``records`` with complete data, or with an ``error`` each.

        :param records: list of `RemoteRecord`, of a page or with only the id and the
            payload of an issue as ``data``
        """
        return records

    # -- writing (in a thread, no database) ---------------------------------------

    @api.model
    def _push_update(self, client, remote, values):
        """Change one remote object.

        :param remote: `RemoteRecord` as read just before
        :param values: ``{remote path: value}``, only what must change
        """
        raise NotImplementedError

    @api.model
    def _push_create(self, client, token, values):
        """Create one remote object; return its id.

        :param token: a text to leave with the object where the remote can keep it
        :param values: ``{remote path: value}`` of all that the field map sends
        """
        raise NotImplementedError

    @api.model
    def _find_created(self, client, token, values):
        """Return the id of the object that an interrupted `_push_create` made, or None.

        Called before the creation is tried again. By ``token`` where the remote keeps
        it, else by what is unique there.
        """
        raise NotImplementedError

    @api.model
    def _find_twins(self, client, values):
        """Return remote objects that may be the one to be created, as `RemoteRecord`.

        Called before the first attempt: a single one is tied, more make an issue.
        """
        return []

    # -- writing (in a transaction) ------------------------------------------------

    @api.model
    def _more_values(self, backend, record):
        """Return what else `_push_create` and `_find_created` need, by name.

        Not kept for a second attempt, but asked anew: files, who writes, what is known.

        :raises SyncError: the record cannot be created there; says why
        """
        return {}

    @api.model
    def _title(self):
        """Return what this kind of object is called, in the user's language."""
        return self.env["ir.model"]._get(self._name).name

    # -- looking up --------------------------------------------------------------

    @api.model
    def _label_of(self, remote):
        """Return the label of a `RemoteRecord`, False where its data has none."""
        try:
            return self._record_label(remote.data)
        except Unusable:
            return False

    @api.model
    def _of_system(self, system):
        """Return the resources of a system in reading order, as a list of models."""
        return [self.env[name] for name in self._names_of_system(system)]

    @api.model
    @ormcache("system")
    def _names_of_system(self, system):
        resources = [
            model
            for model in self.env.registry.values()
            if issubclass(model, self.env.registry["sync.resource"])
            and model._sync_system == system
            and model._sync_kind
        ]
        resources.sort(key=lambda model: (model._sync_sequence, model._name))
        return [model._name for model in resources]

    @api.model
    def _of_kind(self, system, kind):
        """Return the resource of one kind, or None."""
        for resource in self._of_system(system):
            if resource._sync_kind == kind:
                return resource
        return None

    @api.model
    def _source(self):
        """Return the resource that fetches this one's remote records."""
        if not self._sync_source:
            return self
        return self._of_kind(self._sync_system, self._sync_source)

    @api.model
    def _derived(self):
        """Return the resources that read this one's remote records as well."""
        return [
            resource
            for resource in self._of_system(self._sync_system)
            if resource._sync_source == self._sync_kind
        ]

    @api.model
    def _part_resources(self):
        """Return the resources whose objects are found in this one's."""
        return [
            resource
            for resource in self._of_system(self._sync_system)
            if resource._sync_part_of == self._sync_kind
        ]
