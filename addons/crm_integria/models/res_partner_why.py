from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .res_users import ADMINISTRATOR, BACK_OFFICE, MANAGE, VIEW


class ResPartner(models.Model):
    """Why somebody sees a company, and who does."""

    _inherit = "res.partner"

    @api.onchange("parent_id", "user_id")
    def _onchange_crm_access(self):
        """Say who gains and who loses access, before it is saved."""
        company = self._origin
        if not (company.crm_guarded and self.is_crm_company):
            return None
        before, after = (
            company._crm_users(),
            company._crm_users_after(self.user_id, self.parent_id),
        )
        told = [
            text % ", ".join(users.mapped("name"))
            for text, users in (
                (self.env._("Will see it: %s"), after - before),
                (self.env._("Will not see it any more: %s"), before - after),
            )
            if users
        ]
        if not told:
            return None
        title = self.env._("Who sees %s", company.display_name)
        return {"warning": {"title": title, "message": "\n".join(told)}}

    def action_crm_why(self):
        """Open who sees this company, and by what.

        :raises AccessError: neither a super-administrator nor a manager asks
        """
        self.ensure_one()
        self._crm_check_may_ask(self.env.user)
        access = self.env["crm.access"].create({"partner_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who sees %s", self.display_name),
            "res_model": access._name,
            "res_id": access.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _crm_reason(self, user):
        """Return by what a user sees a company: ``(rule, explanation)``.

        ``(None, text)`` where they do not; the text then says what is missing.
        """
        self.ensure_one()
        company = self.sudo().crm_company_id
        user = user.sudo()
        own = user.partner_id.crm_company_id
        names = {
            "user": user.name,
            "company": company.name,
            "own": own.name,
            "owner": company.user_id.name,
            "owners": company.crm_owner_company_id.name,
        }
        if not self.sudo().crm_guarded:
            return "open", self.env._(
                "It is outside the CRM, or the contact of a user."
            )
        if user.has_group(ADMINISTRATOR):
            return "administrator", self.env._(
                "%(user)s is super-administrator.", **names
            )
        if user.has_group(BACK_OFFICE):
            return "back_office", self.env._(
                "%(user)s is back office, and sees all.", **names
            )
        if not user.has_group(VIEW):
            return None, self.env._("%(user)s has no role in the CRM.", **names)
        if company.user_id == user:
            return "owner", self.env._("%(user)s owns %(company)s.", **names)
        if not company.crm_has_parent:
            return None, self.env._(
                "%(company)s has no parent: only its owner sees it.", **names
            )
        if not own:
            return None, self.env._(
                "The contact of %(user)s is below no company.", **names
            )
        if company == own:
            return "member", self.env._("%(user)s belongs to %(company)s.", **names)
        if company.crm_line.startswith(own.crm_line):
            return "above", self.env._(
                "%(user)s belongs to %(own)s, which is above: %(path)s.",
                **names,
                path=company._crm_path(own),
            )
        if company.crm_owner_company_id == own:
            return "colleague", (
                self.env._(
                    "%(user)s belongs to %(own)s, as does the owner, %(owner)s.",
                    **names,
                )
                if company.user_id
                else self.env._(
                    "%(user)s belongs to %(own)s, as the former owner did.", **names
                )
            )
        return None, self.env._(
            "%(user)s belongs to %(own)s, which is neither above %(company)s nor the "
            "company of its owner.",
            **names,
        )

    def _crm_rights(self, user):
        """Return what a user may do with it: some of read, write, unlink."""
        self.ensure_one()
        partner = self.with_user(user)
        return [
            each for each in ("read", "write", "unlink") if partner.has_access(each)
        ]

    def _crm_path(self, top):
        """Return the names from a company down to this one: ``A / B / C``."""
        ids = self.sudo()._crm_above()
        below = ids[ids.index(top.id) :]
        return " / ".join(self.sudo().browse(below).mapped("name"))

    def _crm_users(self):
        """Return the users who see it, found by the company and not one by one."""
        self.ensure_one()
        partner = self.sudo()
        if not partner.crm_guarded:
            return self.env["res.users"].sudo().search([("share", "=", False)])
        company = partner.crm_company_id
        return company._crm_audience(
            company.user_id, company.crm_owner_company_id, company._crm_above()
        )

    def _crm_users_after(self, owner, parent):
        """Return the users who would see a company with another owner or parent."""
        self.ensure_one()
        parent = parent.sudo()
        above = parent._crm_above() if parent.crm_line else []
        return self.sudo()._crm_audience(
            owner, owner.sudo().partner_id.crm_company_id, [*above, self.id]
        )

    def _crm_above(self):
        """Return the ids of the companies from the top down to this one."""
        return [int(each) for each in (self.crm_line or "").split("/") if each]

    def _crm_audience(self, owner, owners_company, above):
        by_company = Domain("id", "=", owner.id)
        if len(above) > 1:
            companies = [*above, *owners_company.ids]
            by_company |= Domain("partner_id.crm_company_id", "in", companies)
        every = self._crm_groups(ADMINISTRATOR, BACK_OFFICE)
        return (
            self.env["res.users"]
            .sudo()
            .search(
                Domain("all_group_ids", "in", every)
                | (Domain("all_group_ids", "in", self._crm_groups(VIEW)) & by_company),
                order="name, id",
            )
        )

    @api.model
    def _crm_groups(self, *xml_ids):
        return [self.env.ref(each).id for each in xml_ids]

    def _crm_check_may_ask(self, user):
        """Refuse questions about other people to all but super-administrators.

        :raises AccessError: neither that, nor a manager who asks about themselves
        """
        if self.env.su or self.env.user.has_group(ADMINISTRATOR):
            return
        if user != self.env.user or not self.env.user.has_group(MANAGE):
            raise AccessError(
                self.env._(
                    "Super-administrators may ask who sees a company; managers, why "
                    "they see it themselves."
                )
            )
        self.check_access("read")
