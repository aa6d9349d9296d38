from markupsafe import Markup
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

DEFAULT_SETTING = "crm_integria.new_companies"
# key of what a transaction changed: {company id: {(model, id): name}}
TOUCHED = "crm_integria.touched"


class ResPartner(models.Model):
    """Companies of the CRM: ordinary companies of Odoo with a flag."""

    _inherit = "res.partner"

    crm_role_id = fields.Many2one(
        "crm.company.role", "Company role", index="btree_not_null", ondelete="restrict"
    )
    crm_payment_days = fields.Integer(
        "Payment conditions (days)", help="Days until an invoice is due"
    )
    crm_last_update = fields.Datetime(
        "Last update",
        readonly=True,
        copy=False,
        help="Of the company, its contacts, contracts, invoices or leads",
    )
    crm_integria_id = fields.Integer(
        "Id in the old system",
        copy=False,
        index="btree_not_null",
        help="Imports may name the parent company by it",
    )

    @api.constrains("is_crm_company")
    def _check_is_crm_company(self):
        for partner in self.filtered("is_crm_company"):
            if partner.with_context(active_test=False).sudo().user_ids:
                raise ValidationError(
                    self.env._(
                        "%s is the contact of a user, and cannot be a company of the "
                        "CRM itself. Put it below one.",
                        partner.display_name,
                    )
                )

    @api.constrains("crm_payment_days")
    def _check_crm_payment_days(self):
        for partner in self:
            if partner.crm_payment_days < 0:
                raise ValidationError(
                    self.env._("Payment conditions are a number of days, 0 or more.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        by_default = None
        complete = []
        for vals in vals_list:
            if "is_crm_company" not in vals and vals.get("is_company"):
                if by_default is None:
                    by_default = self._crm_new_companies()
                if by_default:
                    vals = {**vals, "is_crm_company": True}
            if vals.get("is_crm_company"):
                # whoever makes a company works on it, with colleagues
                vals = self._crm_complete(vals)
            complete.append(vals)
        partners = super().create(complete)
        partners._crm_note_change()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if "crm_last_update" not in vals:
            self._crm_note_change()
        return result

    def unlink(self):
        self._crm_note_change()
        return super().unlink()

    def _crm_note_change(self):
        for partner in self.sudo():
            if company := partner.crm_company_id:
                company._crm_touch(None if partner == company else partner)

    @api.model
    def _crm_complete(self, vals):
        """Return the values of a new company: its maker owns it, below their company.

        The form sends empty values for both, as it cannot show a parent that people do
        not see. Programs that say there is no parent are taken at their word.
        """
        by_form = "default_is_crm_company" in self.env.context
        # the properties of a new record need what defines them
        of_companies = self.env["crm.field.set"]._of_companies()
        vals = {"is_company": True, "crm_field_set_id": of_companies.id, **vals}
        own = self.env.user.partner_id.crm_company_id
        for name, value in (("user_id", self.env.uid), ("parent_id", own.id)):
            if not self.env.su and (name not in vals or by_form and not vals[name]):
                vals[name] = value
        return vals

    @api.model
    def _crm_new_companies(self):
        """Tell whether companies that say nothing about it belong to the CRM."""
        if "default_is_crm_company" in self.env.context:
            return self.env.context["default_is_crm_company"]
        settings_sudo = self.env["ir.config_parameter"].sudo()
        return settings_sudo.get_param(DEFAULT_SETTING) == "True"

    def _crm_touch(self, record=None):
        """Note, at the end of the transaction, that these companies changed now.

        :param record: what of theirs it was, where it was not the company itself
        """
        if self.env.context.get("crm_keep_last_update"):
            return
        precommit = self.env.cr.precommit
        touched = precommit.data.setdefault(TOUCHED, {})
        if not touched:
            precommit.add(self.sudo()._crm_note_touched)
        for company_id in self.sudo().crm_company_id.ids:
            of_company = touched.setdefault(company_id, {})
            if record is not None and not self.env.context.get("tracking_disable"):
                of_company[record._name, record.id] = record.display_name

    def _crm_note_touched(self):
        """Move the last update, and put a line into the company's history."""
        touched = self.env.cr.precommit.data.pop(TOUCHED, {})
        companies = self.browse(touched).exists()
        companies._crm_move_last_update()
        bodies = {
            company.id: Markup("<br>").join(
                f"{self.env[model]._description}: {name}"
                for (model, _id), name in touched[company.id].items()
            )
            for company in companies
            if touched[company.id]
        }
        if bodies:
            self.browse(bodies)._message_log_batch(bodies)

    def _crm_move_last_update(self):
        """Set the last update to now, unless somebody else just does.

        Whoever changes a company at the same time moves it as well. Without this, only
        one of many who post invoices of a company could end, and all others began anew.
        """
        if not self:
            return
        # as `try_lock_for_update`, which would log each conflict as an error
        lock = SQL(
            "SELECT id FROM res_partner WHERE id IN %s ORDER BY id "
            "FOR NO KEY UPDATE SKIP LOCKED",
            tuple(self.ids),
        )
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(lock, log_exceptions=False)
                free = self.browse(row[0] for row in self.env.cr.fetchall())
                free.with_context(tracking_disable=True).write(
                    {"crm_last_update": fields.Datetime.now()}
                )
        except SerializationFailure:
            # one of them was changed since this transaction began
            if len(self) > 1:
                for company in self:
                    company._crm_move_last_update()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_crm_company_with_invoices(self):
        companies = self.filtered("is_crm_company")
        if not companies:
            return
        moves_sudo = self.env["account.move"].sudo()
        for company, count in moves_sudo._read_group(
            [
                ("crm_company_id", "in", companies.ids),
                ("move_type", "!=", "entry"),
            ],
            ["crm_company_id"],
            ["__count"],
        ):
            raise UserError(
                self.env._(
                    "%(company)s has %(count)s invoices, and cannot be deleted. "
                    "Archive it instead.",
                    company=company.display_name,
                    count=count,
                )
            )
