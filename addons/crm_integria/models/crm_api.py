from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from ..lib import integria_api
from ..lib.integria_api import amount, whole

LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
DUPLICATE = " (DUPED LEAD!)"
FAILED, DONE = "0", "1"


class CallRefused(UserError):
    """A call that leaves nothing; its answer, and what the log says of it."""

    def __init__(self, message, answer=FAILED):
        super().__init__(message)
        self.answer = answer


class CrmApi(models.AbstractModel):
    """The operations of Integria's API, with the rights of the API's user.

    Each gets the call's parameters and token, and returns the text of its answer; what
    the user may not do, or Odoo refuses, is answered as a failure.
    """

    _name = "crm.api"
    _description = "Operations of the Integria API"

    @api.model
    def _operations(self):
        return {
            "create_lead": self._create_lead,
            "create_company": self._create_company,
            "user_exists": self._user_exists,
            "validate_user": self._validate_user,
        }

    # --- leads ----------------------------------------------------------------------

    def _create_lead(self, params, token):
        cells = integria_api.values(params, token, integria_api.LEAD)
        name, email = cells["name"], cells["email"]
        language = self._language(cells["language"])
        if not name or not email or language is None:
            return FAILED
        comments = cells["comments"]
        # a form on a web site tells nothing to who fills it in: it only creates
        self = self.sudo()
        leads = self.env["crm.lead"]
        if leads._crm_of_address(email):
            name, comments = name + DUPLICATE, comments + DUPLICATE
        country = self._country(cells["country"])
        owner = self._login(cells["owner"])
        managed_by = self._by_number("res.partner", cells["managed_by"])
        product = self._by_number("product.category", cells["product"])
        campaign = self.env["utm.campaign"].browse(whole(cells["campaign"]))
        lost = {
            "Country": cells["country"] if not country else "",
            "Mobile": cells["mobile"] if cells["phone"] else "",
        }
        notes = [comments, *(f"{key}: {text}" for key, text in lost.items() if text)]
        lead = leads.create(
            {
                "type": "opportunity",
                "name": name,
                "contact_name": name,
                "partner_name": cells["company"],
                "email_from": email,
                "country_id": country.id,
                "expected_revenue": amount(cells["sale"]) or 0,
                "phone": cells["phone"] or cells["mobile"],
                "function": cells["position"],
                "user_id": owner.id,
                "lang_id": language.id,
                "description": plaintext2html("\n".join(filter(None, notes))),
                "crm_product_category_id": product.id,
                "crm_company_id": managed_by.crm_company_id.id,
                "campaign_id": campaign.exists().id,
                "tag_ids": [(6, 0, self._tags(cells).ids)],
            }
        )
        lead._crm_set_status(str(whole(cells["status"])))
        lead.message_post(body=self.env._("Created lead via API"))
        return DONE

    def _tags(self, cells):
        names = {
            name.strip()
            for name in cells["tags"].split(cells["tag_separator"] or ";")
            if name.strip()
        }
        return self.env["crm.tag"].search([("name", "in", list(names))])

    # --- companies: what the user may do --------------------------------------------

    def _create_company(self, params, token):
        cells = integria_api.values(params, token, integria_api.COMPANY)
        manager = self._login(cells["manager"])
        if not cells["name"] or (cells["manager"] and not manager):
            return FAILED
        company = self.env["res.partner"].create(
            {
                "name": cells["name"],
                "is_company": True,
                "is_crm_company": True,
                "street": cells["address"],
                "vat": cells["fiscal_id"] or False,
                "crm_role_id": self._by_number("crm.company.role", cells["role"]).id,
                "country_id": self._country(cells["country"]).id,
                "user_id": manager.id or self.env.uid,
                "parent_id": self._by_number("res.partner", cells["parent"]).id,
                "comment": "Created from SaaS portal",
            }
        )
        return str(company.id)

    # --- users ----------------------------------------------------------------------

    def _user_exists(self, params, token):
        return DONE if self._login(integria_api.clean(params).strip()) else FAILED

    def _validate_user(self, params, token):
        names = integria_api.values(params, token, ("login", "password"))
        user = self._login(names["login"])
        if not user or not names["password"]:
            return FAILED
        calls = self.env["crm.api.call"].sudo()
        return DONE if calls._guess(user, names["password"]) else FAILED

    # --- what cells refer to --------------------------------------------------------

    def _login(self, login):
        """Return the person who logs in with this name."""
        # whoever calls may ask for anybody: that is what this API tells
        users = self.env["res.users"].sudo()
        if not login:
            return users
        return users.search([("login", "=", login), ("share", "=", False)], limit=1)

    def _by_number(self, model, cell):
        """Return the record of an id, of the old system where one has it."""
        number = whole(cell)
        records = self.env[model]
        if number <= 0:
            return records
        found = records.browse()
        if "crm_integria_id" in records._fields:
            found = records.search([("crm_integria_id", "=", number)], limit=1)
        return found or records.search([("id", "=", number)], limit=1)

    def _country(self, text):
        countries = self.env["res.country"]
        if not text:
            return countries
        # `=ilike` takes % and _ for any text
        name = text.translate(LIKE)
        return countries.search(
            ["|", ("code", "=ilike", name), ("name", "=ilike", name)], limit=1
        )

    def _language(self, text):
        """Return the language of a code, none for no text, None for an unknown one."""
        if not text:
            return self.env["res.lang"]
        return self.env["crm.lead"]._crm_language(text) or None
