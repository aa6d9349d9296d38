from odoo import api, models

from odoo.addons.sync_base.lib.errors import Invalid

from ..lib.convert import Mapped
from ..lib.text import fold
from ..lib.writes import OutFile

# what the stages of the helpdesk are called there, where the backend does not say it
STAGES = {
    "open": "helpdesk_mgmt.helpdesk_ticket_stage_new",
    "inprogress": "helpdesk_mgmt.helpdesk_ticket_stage_in_progress",
    "answered": "helpdesk_mgmt.helpdesk_ticket_stage_awaiting",
    "customerreply": "helpdesk_mgmt.helpdesk_ticket_stage_in_progress",
    "onhold": "helpdesk_mgmt.helpdesk_ticket_stage_awaiting",
    "closed": "helpdesk_mgmt.helpdesk_ticket_stage_done",
}
NAMES = {
    "open": "Open",
    "inprogress": "In Progress",
    "answered": "Answered",
    "customerreply": "Customer-Reply",
    "onhold": "On Hold",
    "closed": "Closed",
}
# where it is the customer's turn to be answered, a reply makes it Answered
AWAITING = {"open", "customerreply"}


class SyncBackend(models.Model):
    """What the choices of a backend come to: stages, teams, authors."""

    _inherit = "sync.backend"

    @api.model
    def _whmcs_fold(self, name):
        return fold(name)

    def _whmcs_stage_defaults(self):
        """Return ``{key: stage}``: the stages by name, and those of core statuses."""
        stages = self.env["helpdesk.ticket.stage"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )
        found = {}
        for key, xml_id in STAGES.items():
            stage = self.env.ref(xml_id, raise_if_not_found=False)
            if stage and stage in stages:
                found[key] = stage
        by_name = {fold(stage.name): stage for stage in reversed(stages)}
        closed = stages.filtered("closed") or stages[-1:]
        usual = {key: closed if key == "closed" else stages for key in STAGES}
        firsts = {key: each[:1] for key, each in usual.items() if each}
        return {**firsts, **found, **by_name}

    @api.model
    def _whmcs_default_stage(self, key, stages):
        """Return the stage suggested for a status; unknown ones are under way."""
        return stages.get(key) or stages.get("inprogress") or stages.get("open")

    def _whmcs_statuses(self):
        """Return the `Mapped` of ticket statuses to stages."""
        stages = self._whmcs_stage_defaults()
        rows = self.whmcs_status_ids
        names = {row.key: row.name for row in rows} or NAMES
        ids = {key: stages[key].id for key in NAMES if key in stages}
        ids |= {row.key: row.stage_id.id for row in rows}
        sent = {}
        for key in [*rows.mapped("key"), *([] if rows else NAMES)]:
            if key in ids:
                sent.setdefault(ids[key], key)
        # A stage without a status of its own is closed or under way.
        every = [("company_id", "in", [False, self.company_id.id])]
        for stage in self.env["helpdesk.ticket.stage"].search(every):
            fallback = "closed" if stage.closed else "inprogress"
            if fallback not in names:
                fallback = "closed" if stage.closed else "open"
            if fallback in names:
                sent.setdefault(stage.id, fallback)
        missing = self.env._(
            "choose the stage of this status in the backend %s (Tickets)", self.name
        )
        return Mapped(ids, sent, names, folded=True, missing=missing)

    def _whmcs_teams(self):
        """Return the `Mapped` of departments to teams."""
        fallback = self.whmcs_ticket_team_id
        ids, sent = {}, {}
        for row in self.whmcs_department_ids:
            if team := row.team_id or fallback:
                ids[row.number] = team.id
                sent.setdefault(team.id, row.number)
        return Mapped(ids, sent, other=fallback.id or None)

    def _whmcs_department(self, team):
        """Return the id of the department for a new ticket of a team, or None."""
        rows = self.whmcs_department_ids
        return (rows.filtered(lambda row: row.team_id == team)[:1] or rows[:1]).number

    # -- people --------------------------------------------------------------------

    def _whmcs_author_values(self, author):
        """Return who wrote a message, as values of `mail.message`.

        :param author: common form of `Author`, or False
        """
        kind, _bar, rest = (author or "").partition("|")
        if kind in ("client", "contact"):
            partner = self._whmcs_partner(kind, rest)
            if partner:
                email = partner.email_formatted or partner.name
                return {"author_id": partner.id, "email_from": email}
        if kind == "staff":
            partner = self._whmcs_staff(rest)
            email = partner.email_formatted if partner else rest
            return {"author_id": partner.id, "email_from": email or rest}
        if kind == "guest":
            name, _bar, email = rest.partition("|")
            shown = f'"{name}" <{email}>' if name and email else name or email
            return {"author_id": False, "email_from": shown}
        return {"author_id": False, "email_from": "WHMCS"}

    def _whmcs_partner(self, kind, remote_id):
        """Return the partner tied to a client or contact, empty where there is none."""
        known = self.env["sync.binding"]._known(self, kind, [remote_id])
        binding = known.get(remote_id)
        return self.env["res.partner"].browse(binding.res_id or [] if binding else [])

    def _whmcs_staff(self, name):
        """Return the partner of the only internal user with a name, else none."""
        users = self.env["res.users"].search(
            [
                ("name", "=ilike", name.replace("\\", "").replace("%", "")),
                ("share", "=", False),
                ("company_ids", "in", self.company_id.ids),
            ],
            limit=2,
        )
        found = users.partner_id if len(users) == 1 else users.partner_id.browse()
        return found

    def _whmcs_customer(self, partner, name, email):
        """Return the parameters that name a customer as the writer.

        :raises Invalid: nobody is named
        """
        for each in (partner, partner.parent_id, partner.commercial_partner_id):
            bindings = self.env["sync.binding"].search(
                [
                    ("backend_id", "=", self.id),
                    ("kind", "in", ["client", "client_person", "contact"]),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", each.ids),
                    ("remote_id", "!=", False),
                ]
            )
            for binding in bindings:
                if binding.kind != "contact":
                    return {"clientid": binding.remote_id}
                client = self._whmcs_customer(each.parent_id, "", "")
                return {**client, "contactid": binding.remote_id}
        name, email = name or partner.name, email or partner.email
        if not name or not email:
            raise Invalid(
                self.env._("The customer is no client of WHMCS, and has no e-mail.")
            )
        return {"name": name, "email": email}

    def _whmcs_writer(self, message):
        """Return who writes a reply in WHMCS, and the ticket's status after it.

        :return: ``{"writer": parameters, "status": its name, or None for WHMCS's own}``
        :raises Invalid: it is not set whose name replies are to have
        """
        users = message.author_id.user_ids
        if not message.author_id or not users or all(users.mapped("share")):
            customer = self._whmcs_customer(
                message.author_id, message.author_id.name, message.email_from
            )
            return {"writer": customer, "status": None}
        if not self.whmcs_admin_username:
            raise Invalid(
                self.env._(
                    "Say as whom replies are written in WHMCS: backend %s, Tickets.",
                    self.name,
                )
            )
        statuses = self._whmcs_statuses()
        key = statuses.from_odoo(message.whmcs_ticket_id.stage_id, None)
        status = None if key in AWAITING else statuses.names.get(key)
        return {
            "writer": {"adminusername": self.whmcs_admin_username},
            "status": status,
        }

    def _whmcs_out_files(self, attachments):
        """Return the `OutFile` of each attachment.

        :raises Invalid: one is larger than this backend sends
        """
        limit = self.whmcs_file_mb * 1024 * 1024
        for each in attachments:
            if each.file_size > limit:
                raise Invalid(
                    self.env._(
                        "%(name)s is larger than the %(limit)s MB that are sent.",
                        name=each.name,
                        limit=self.whmcs_file_mb,
                    )
                )
        return [OutFile(each.name, each.raw or b"") for each in attachments]
