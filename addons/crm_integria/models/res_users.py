from odoo import api, models
from odoo.fields import Domain

VIEW, WRITE, MANAGE = (
    f"crm_integria.group_crm_{name}" for name in ("view", "write", "manage")
)
ADMINISTRATOR = "crm_integria.group_crm_administrator"
BACK_OFFICE = "crm_integria.group_crm_back_office"


class ResUsers(models.Model):
    """What a user may do with companies of the CRM.

    The user's company is the one above their own contact (`partner_id.crm_company_id`).
    """

    _inherit = "res.users"

    def _get_invalidation_fields(self):
        # rules hold the user's company
        return super()._get_invalidation_fields() | {"partner_id"}

    @api.private
    def crm_company_domain(self, right):
        """Return the domain of companies that a user may read, write or unlink.

        For record rules. It holds for companies and for everything below them, as it
        names only stored fields of `res.partner` that both have.
        """
        self.ensure_one()
        if self.has_group(ADMINISTRATOR):
            return Domain.TRUE
        if right == "read" and self.has_group(BACK_OFFICE):
            return Domain.TRUE
        if not self.has_group(VIEW):
            return Domain.FALSE
        if right == "read" or self.has_group(MANAGE):
            return self._crm_own_domain() | self._crm_colleague_domain()
        if right == "write" and self.has_group(WRITE):
            return self._crm_own_domain()
        return Domain.FALSE

    def _crm_own_domain(self):
        return Domain("crm_owner_id", "=", self.id)

    def _crm_colleague_domain(self):
        """Return the domain of companies below the user's one, or of its people."""
        company = self.partner_id.crm_company_id
        if not company:
            # having none is nothing that two people have in common
            return Domain.FALSE
        return Domain("crm_has_parent", "=", True) & (
            Domain("crm_line", "=like", f"{company.crm_line}%")
            | Domain("crm_owner_company_id", "=", company.id)
        )

    @api.private
    def crm_partner_domain(self, right):
        """Return the domain of partners: all outside the CRM, and what is allowed."""
        return Domain("crm_guarded", "=", False) | self.crm_company_domain(right)

    @api.private
    def crm_record_domain(self, right, field_name="crm_company_id"):
        """Return the domain of records that follow a company, or belong to none."""
        return Domain(field_name, "=", False) | self._crm_of_company(right, field_name)

    @api.private
    def crm_invoice_deletion_domain(self):
        """Return the domain of invoices that the CRM lets a user delete.

        Those of its companies are for super-administrators alone.
        """
        if self.has_group(ADMINISTRATOR):
            return Domain.TRUE
        return Domain("crm_company_id", "=", False)

    @api.private
    def crm_contract_domain(self, right):
        """Return the domain of contracts: private ones are for the company's people."""
        domain = self.crm_record_domain(right)
        if self.crm_company_domain(right).is_true():
            return domain
        company = self.partner_id.crm_company_id
        open_to = (
            Domain("crm_private", "=", False)
            | Domain("crm_company_id", "any", self._crm_own_domain())
            | Domain("crm_company_id", "=", company.id or -1)
        )
        return domain & open_to

    @api.private
    def crm_lead_domain(self, right):
        """Return the domain of leads that the CRM leaves to a user.

        A lead follows the company that manages it; its owner sees it in any case.
        Leads without such a company are left to Odoo's own rules.
        """
        domain = self.crm_record_domain(right, "crm_company_id")
        if right == "read" or self.has_group(WRITE):
            domain |= Domain("user_id", "=", self.id)
        return domain

    def _crm_of_company(self, right, field_name):
        domain = self.crm_company_domain(right)
        if domain.is_true() or domain.is_false():
            return domain
        return Domain(field_name, "any", domain)
