import logging
from datetime import timedelta

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from odoo.addons.sync_base.lib.events import random_key

_logger = logging.getLogger(__name__)

OPEN = ("waiting", "active")
# how many deals one run of the scheduled action looks after
MOST_AT_ONCE = 500
# how long what a deal sells is looked for, after the last news of it
READ_AGAIN_FOR = timedelta(days=1)


def _is_taken(error):
    """Tell whether an error says that somebody else billed a deal just now."""
    if not isinstance(error, IntegrityError):
        return False
    return (error.diag.constraint_name or "").startswith("zoho_deal_episode_")


class CrmLead(models.Model):
    """What follows from the stages of a deal: each time that it is won, once."""

    _inherit = "crm.lead"

    # what is to be done, as `_zoho_behind` has it; few at any time
    _zoho_behind_idx = models.Index(
        "(zoho_category, zoho_status) "
        "WHERE zoho_category IN ('won', 'lost') AND zoho_old IS NOT TRUE"
    )

    def _zoho_follow(self):
        """Do what follows from the deals' stages, and has not been done.

        May be called at any time, again and in any order. A deal that cannot be billed
        says so itself, see `_zoho_problems`, and stops no other.

        :raises AccessError: the user may not change the opportunities
        """
        self.check_access("write")
        deals = self.filtered("zoho_category")
        try:
            with self.env.cr.savepoint():
                deals._zoho_mirror()
        except UserError:
            # Odoo's stages are for looking at; what is billed goes by Zoho CRM's
            _logger.warning("Stages of %s stay as they are", deals, exc_info=True)
        for lead in deals:
            # Whoever brings the stage may change the deal, checked above. That need not
            # be an accountant, who alone may touch contracts; nobody writes episodes.
            lead.sudo().with_company(lead._zoho_company())._zoho_follow_one()

    def _zoho_follow_one(self):
        """Follow one deal; whatever Odoo refuses is noted at it."""
        if not self._zoho_is_behind():
            self._zoho_forget()
            return
        try:
            with self.env.cr.savepoint():
                self.lock_for_update(allow_referencing=True)
                self._zoho_step()
            error = False
        except LockError:
            # somebody is at it: a payment, or another pull
            self._zoho_follow_soon()
            return
        except OperationalError:
            # the transaction is lost, and is repeated as a whole
            raise
        except Exception as refused:
            if _is_taken(refused):
                # as with the lock, but that one was faster
                self._zoho_follow_soon()
                return
            if not isinstance(refused, UserError):
                _logger.warning("Deal %s was not billed", self.id, exc_info=True)
            error = str(refused)
        if self.zoho_error != error:
            self.zoho_error = error
        if error:
            self._zoho_tell_problems([error])

    def _zoho_is_behind(self):
        """Tell whether something has to be done, from what is known without a lock."""
        is_open = self.zoho_episode_id.state in OPEN
        if self.zoho_category == "won":
            # an old deal stays one, though somebody changes something in it there
            return not is_open and not self.zoho_old
        return is_open and self.zoho_category == "lost"

    def _zoho_forget(self):
        """Have what was said of a deal be said anew, should it be won again."""
        if self.zoho_error:
            self.zoho_error = False
        if self.zoho_category != "won" and (self.zoho_old or self.zoho_told_problem):
            self.write({"zoho_old": False, "zoho_told_problem": False})

    def _zoho_step(self):
        last = self.zoho_episode_id
        if self._zoho_is_late(last):
            return
        if self.zoho_category == "lost":
            last._try_activate()
            last._end(self.zoho_reason)
            return
        if last.state == "stopped":
            last._reactivate()
            return
        self.zoho_old = self._zoho_is_old()
        if self.zoho_old:
            return
        problems = self._zoho_problems()
        if problems:
            self._zoho_tell_problems(problems)
            return
        self.zoho_told_problem = False
        self.zoho_episode_ids._begin(self)

    def _zoho_is_late(self, last):
        """Tell whether this is older news than what was done last.

        Both times are Zoho CRM's.
        """
        return bool(
            last.moved_at and self.zoho_moved_at and self.zoho_moved_at < last.moved_at
        )

    def _zoho_is_old(self):
        """Tell whether the deal was won before deals are billed here."""
        since = self.zoho_backend_id.sudo().zoho_bill_from
        if self.id in self.env.context.get("zoho_bill_old", ()):
            return False
        return bool(
            since
            and self.zoho_moved_at
            and self.zoho_moved_at < since
            and not self.zoho_episode_ids
        )

    def _zoho_tell_problems(self, problems):
        """Say in Zoho CRM why nothing is billed, once."""
        text = self.env._(
            "This deal cannot be billed yet. %(problems)s", problems=" ".join(problems)
        )
        if self.zoho_told_problem != text:
            self.zoho_told_problem = text
            self._zoho_tell(text)

    # -- later -------------------------------------------------------------------------

    @api.model
    def _zoho_behind(self):
        """Return the domain of deals for which something may have to be done."""
        ended = ("none", "lost", "stopped")
        to_bill = Domain("zoho_category", "=", "won") & Domain(
            "zoho_status", "in", ended
        )
        to_end = Domain("zoho_category", "=", "lost") & Domain(
            "zoho_status", "not in", ended
        )
        return Domain("zoho_old", "=", False) & (to_bill | to_end)

    @api.model
    def _zoho_follow_soon(self):
        """Have the scheduled action look after what is left."""
        # everybody may cause it to run: it does what has to be done anyway
        self.env.ref("sync_zoho.ir_cron_follow").sudo()._trigger()

    @api.model
    def _cron_zoho_follow(self):
        """Follow deals that could not be before: what they lacked may be there now."""
        paid = [
            ("state", "=", "waiting"),
            ("invoice_id.payment_state", "in", ("paid", "in_payment")),
        ]
        self.env["zoho.deal.episode"].sudo().search(paid)._try_activate()
        leads = self.with_context(active_test=False)
        # those with news first: the others may lack something for months
        leads = leads.search(
            self._zoho_behind(), limit=MOST_AT_ONCE, order="write_date desc, id"
        )
        lately = fields.Datetime.now() - READ_AGAIN_FOR
        leads.filtered(lambda lead: lead.write_date > lately)._zoho_read_again()
        for lead in leads:
            backend_sudo = lead.zoho_backend_id.sudo()
            user = backend_sudo.user_id or self.env.user
            lead.with_user(user).sudo()._zoho_follow()
            # what is billed is not to be undone by what comes after
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _zoho_read_again(self):
        """Have what deals sell read again, where nothing was found.

        Whether a deal counts as changed when a product or quote is added to it, Zoho
        CRM does not promise.
        """
        now = fields.Datetime.now()
        wanted = self.sudo().filtered(
            lambda lead: lead.zoho_category == "won" and not lead.zoho_line_ids
        )
        bindings_sudo = self.env["sync.binding"].sudo()
        domain = [("kind", "=", "deal"), ("res_id", "in", wanted.ids)]
        bindings_sudo = bindings_sudo.search(
            [*domain, ("backend_id.system", "=", "zoho")]
        )
        for binding in bindings_sudo:
            binding.backend_id.event_ids.create(
                {
                    "backend_id": binding.backend_id.id,
                    "key": random_key(),
                    "kind": binding.kind,
                    "remote_id": binding.remote_id,
                    "received_at": now,
                }
            )
        for backend_sudo in bindings_sudo.backend_id:
            backend_sudo._events_soon()

    # -- buttons -----------------------------------------------------------------------

    def action_zoho_follow(self):
        """Try again to bill the deals.

        :raises AccessError: the user may not change them
        """
        self._zoho_follow()
        self._zoho_read_again()
        return True

    def action_zoho_bill_old(self):
        """Bill deals that were won before deals are billed here.

        :raises AccessError: the user may not change them
        """
        self.check_access("write")
        # the button is there for who may change the deal
        old_sudo = self.sudo().filtered("zoho_old")
        old_sudo.write({"zoho_old": False})
        self.with_context(zoho_bill_old=old_sudo.ids)._zoho_follow()
        return True

    # -- Odoo's own stages -------------------------------------------------------------

    def _zoho_mirror(self):
        """Have the opportunities be won, lost or open, as the deals are."""

        def differing(category, statuses):
            return self.filtered(
                lambda each: (
                    each.zoho_category == category and each.won_status in statuses
                )
            )

        for team, leads in (
            differing("won", ("pending", "lost")).grouped("team_id").items()
        ):
            stage = leads[0]._stage_find(
                team_id=team.id, domain=[("is_won", "=", True)], limit=1
            )
            if stage:
                vals = {"active": True, "stage_id": stage.id, "probability": 100}
                leads.write({**vals, "lost_reason_id": False})
        lost = differing("lost", ("pending", "won"))
        lost._zoho_leave_won()
        if lost:
            lost.action_set_lost()
        again = differing("open", ("won", "lost"))
        again._zoho_leave_won()
        if again:
            again.action_restore()

    def _zoho_leave_won(self):
        for team, leads in self.grouped("team_id").items():
            won = leads.filtered("stage_id.is_won")
            stage = won[:1]._stage_find(
                team_id=team.id, domain=[("is_won", "=", False)], limit=1
            )
            if won and stage:
                won.write({"stage_id": stage.id})
