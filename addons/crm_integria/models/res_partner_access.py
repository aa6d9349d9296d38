from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

# computed here, and nobody else's to set
KEPT = {
    "crm_company_id",
    "crm_line",
    "crm_has_parent",
    "crm_owner_id",
    "crm_owner_company_id",
    "crm_guarded",
}


class ResPartner(models.Model):
    """By what it is decided who may see and change a company of the CRM.

    All of it is stored on the company and on everything below it, so that record rules
    ask one table and need no tree: see `res.users.crm_company_domain`. The ORM keeps it
    up to date; whoever moves a company or its owner changes access at once.
    """

    _inherit = "res.partner"

    is_crm_company = fields.Boolean("CRM company", index=True, tracking=True)
    crm_company_id = fields.Many2one(
        "res.partner",
        "Company in the CRM",
        compute="_compute_crm_company_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The company of the CRM that this is, or is below",
    )
    crm_line = fields.Char(
        compute="_compute_crm_line",
        store=True,
        recursive=True,
        help="Ids of the CRM companies from the top down to this one: 3/14/15/",
    )
    crm_has_parent = fields.Boolean(
        compute="_compute_crm_line", store=True, recursive=True
    )
    crm_owner_id = fields.Many2one(
        "res.users",
        "Owner of the company",
        compute="_compute_crm_owner_id",
        store=True,
        index="btree_not_null",
    )
    crm_owner_company_id = fields.Many2one(
        "res.partner",
        "Company of the owner",
        compute="_compute_crm_owner_company_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="It stays when the owner's user is deleted: colleagues stay colleagues",
    )
    crm_guarded = fields.Boolean(
        compute="_compute_crm_guarded",
        store=True,
        help="Only who may see its company sees it. Contacts of users and the "
        "companies of this database are never hidden.",
    )

    # the rules ask for beginnings, which an ordinary index does not serve
    _crm_line_idx = models.Index("(crm_line text_pattern_ops)")
    # imports ask whether there is a company with a name or fiscal id already
    _crm_name_idx = models.Index("(lower(name)) WHERE is_crm_company")
    _crm_vat_idx = models.Index("(lower(vat)) WHERE is_crm_company")

    @api.depends("is_crm_company", "parent_id.crm_company_id")
    def _compute_crm_company_id(self):
        for partner in self:
            partner.crm_company_id = (
                partner._origin or partner
                if partner.is_crm_company
                else partner.parent_id.crm_company_id
            )

    @api.depends("is_crm_company", "parent_id.crm_line", "parent_id.crm_has_parent")
    def _compute_crm_line(self):
        for partner in self:
            above = partner.parent_id.crm_line or ""
            if partner.is_crm_company:
                partner.crm_line = f"{above}{partner._origin.id or 0}/"
                partner.crm_has_parent = bool(above)
            else:
                partner.crm_line = above or False
                partner.crm_has_parent = partner.parent_id.crm_has_parent

    @api.depends("crm_company_id.user_id")
    def _compute_crm_owner_id(self):
        for partner in self:
            partner.crm_owner_id = partner.crm_company_id.user_id

    @api.depends(
        "is_crm_company",
        "user_id.partner_id.crm_company_id",
        "crm_company_id.crm_owner_company_id",
    )
    def _compute_crm_owner_company_id(self):
        for partner in self:
            if not partner.is_crm_company:
                owners = partner.crm_company_id.crm_owner_company_id
            elif partner.user_id:
                owners = partner.user_id.partner_id.crm_company_id
            else:
                # its owner was deleted; who takes it away clears it, see `write`
                owners = partner.crm_owner_company_id
            partner.crm_owner_company_id = owners

    @api.depends("crm_company_id", "user_ids", "ref_company_ids")
    def _compute_crm_guarded(self):
        every = self.env["res.users"].sudo().with_context(active_test=False)
        domain = [("partner_id", "in", self._origin.ids)]
        of_users = set(every.search(domain).partner_id.ids)
        for partner in self:
            partner.crm_guarded = bool(
                partner.crm_company_id
                and partner._origin.id not in of_users
                and not partner.ref_company_ids
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._crm_refuse_kept(vals)
        parents = self.browse({vals.get("parent_id") or 0 for vals in vals_list} - {0})
        if not self._crm_hides(parents):
            return super().create(vals_list)
        self.check_access("create")
        split = [self._crm_split(vals) for vals in vals_list]
        plain = [vals for vals, _others in split]
        partners = super(ResPartner, self.sudo()).create(plain).with_env(self.env)
        partners.check_access("create")
        for partner, (_plain, others) in zip(partners, split, strict=True):
            if others:
                partner.write(others)
        return partners

    def write(self, vals):
        self._crm_refuse_kept(vals)
        self._crm_refuse_loop(vals.get("parent_id"))
        parents = self.sudo().parent_id | self.browse(vals.get("parent_id") or ())
        if self._crm_hides(parents):
            self.check_access("write")
            self._crm_check_users()
            plain, others = self._crm_split(vals)
            result = super(ResPartner, self.sudo()).write(plain)
            if others:
                super().write(others)
        else:
            result = super().write(vals)
        if {"parent_id", "is_crm_company"} & vals.keys():
            self._crm_forget_domains()
        if "user_id" in vals and not vals["user_id"]:
            companies = self.filtered("is_crm_company")
            super(ResPartner, companies).write({"crm_owner_company_id": False})
        return result

    def _crm_hides(self, parents):
        """Tell whether the user does not see some of these companies.

        People work on companies whose parent they do not see: it has no parent itself.
        Odoo reads the parent whenever a contact is written, which is then done with all
        rights, after it was checked that the user may do it.
        """
        if self.env.su:
            return False
        guarded = parents.sudo().filtered("crm_guarded")
        return bool(guarded - guarded.with_env(self.env)._filtered_access("read"))

    def _crm_check_users(self):
        """Refuse changes of other users' contacts, as Odoo does: an address of theirs
        is all that somebody needs to log in as them."""
        others_sudo = self.sudo().user_ids.filtered(
            lambda user: user._is_internal() and user != self.env.user
        )
        # none at all would ask for the right to change users
        if others_sudo:
            others_sudo.with_env(self.env).check_access("write")

    def _crm_split(self, vals):
        """Return the values of columns, which are checked here, and all others.

        Only the former may be written with all rights: others reach other records.
        """
        plain, others = {}, {}
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and field.store and field.column_type and not field.inverse:
                self._check_field_access(field, "write")
                plain[name] = value
            else:
                others[name] = value
        return plain, others

    def _crm_refuse_kept(self, vals):
        if not self.env.su and (kept := KEPT & vals.keys()):
            raise AccessError(
                self.env._(
                    "%s cannot be set: it follows from the company, its parent and its "
                    "owner.",
                    ", ".join(sorted(kept)),
                )
            )

    def _crm_refuse_loop(self, parent_id):
        """Refuse a parent that is below; Odoo's own check comes after the lines are
        computed, which would have no end."""
        above = self.sudo().browse(parent_id or ())
        while above:
            if above.id in self._ids:
                raise ValidationError(
                    self.env._(
                        "%s cannot be below a company that is below it.",
                        above.display_name,
                    )
                )
            above = above.parent_id

    def _crm_forget_domains(self):
        """Have rules evaluated anew where the company of a user may have changed."""
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        if any(each.is_crm_company for each in self) or users_sudo.search_count(
            [("partner_id", "in", self.ids)], limit=1
        ):
            self.env.registry.clear_cache()
