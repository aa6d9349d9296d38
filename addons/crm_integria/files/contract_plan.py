"""Contracts out of a file in the positional format of Integria."""

from odoo.tools.mail import plaintext2html

from ..lib import contract_csv
from .contract_file import ContractFile
from .record_plan import RecordPlan, fold


class ContractPlan(RecordPlan, ContractFile):
    new = {"contract_type": "sale"}
    made_up = {"description": "crm_description"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # {(company id, private): may the user make such a contract?}
        self.allowed = {}

    def _parse(self, line, cells):
        return contract_csv.parse(line, cells, self.columns, self.env._)

    def _keys(self):
        domain = [("crm_company_id", "!=", False), ("contract_type", "=", "sale")]
        return {
            "name": ("name", domain),
            "crm_external_code": ("contract_number", domain),
        }

    def _key(self, name, value, record):
        # names are unique among the contracts of a company
        company = record["partner_id"] if name == "name" else None
        return getattr(company, "id", company), fold(value)

    def _exists(self):
        return self.env._("A contract with it exists already.")

    def _unknown(self, column):
        if column == "id_contract_type":
            return self.env._("No type of contracts has this id.")
        return self.env._("No company that you can see has this id.")

    def _look_up(self, rows):
        """Find what the cells of all lines refer to, each kind of thing at once."""
        self.companies = self._by_id(
            "res.partner", rows, "id_company", [("is_crm_company", "=", True)]
        )
        self.types = self._by_id("crm.contract.type", rows, "id_contract_type")
        ids = {id_ for found in self.companies.values() for id_ in found}
        companies = self.env["res.partner"].browse(ids)
        # the owner is told when it ends: not who happens to import it
        self.owners = {
            each.id: (each.user_id or self.env.user).id for each in companies
        }

    def _fill(self, planned):
        """Turn the cells of a line into values, noting what cannot be."""
        row = planned.row
        values = row.values
        company = self._one(row, "id_company", self._of_ids(self.companies))
        type_id = self._one(row, "id_contract_type", self._of_ids(self.types))
        described = values.get("description")
        planned.vals = {
            "name": values.get("name"),
            "crm_external_code": values.get("contract_number") or False,
            "crm_description": plaintext2html(described) if described else False,
            "date_start": values.get("date_begin") or False,
            "date_end": values.get("date_end") or False,
            "partner_id": company,
            "crm_sla": values.get("id_sla") or 0,
            "crm_group": values.get("id_group") or 0,
            "crm_private": values.get("private") or False,
            "crm_status": values.get("status"),
            "crm_type_id": type_id,
        }
        custom = self.custom.get(self.env["crm.contract.type"].browse(type_id), [])
        row.refuse_more_than(len(self.base) + len(custom), self.env._)
        if custom := self._custom_values(row, custom):
            planned.vals["crm_properties"] = custom

    def _store_all(self, batch):
        for each in batch:
            if each.outcome == "create":
                each.vals["user_id"] = self.owners[each.vals["partner_id"]]
        return super()._store_all(batch)

    def _check_right(self, each):
        """Refuse a new contract that the user may not make.

        The database refuses it as well, after the import has begun.
        """
        if each.vals["partner_id"] and not self._may_make(each.vals):
            each.row.refuse(
                self._position("id_company"),
                "id_company",
                self.env._("You may not make such contracts of this company."),
            )

    def _may_make(self, vals):
        """Ask the domain of the rules about a contract that is not there yet."""
        key = vals["partner_id"], vals["crm_private"]
        if key not in self.allowed:
            contract = self.records.sudo().new(
                {"partner_id": vals["partner_id"], "crm_private": vals["crm_private"]}
            )
            domain = self.env.user.crm_contract_domain("write")
            self.allowed[key] = self.env.su or bool(contract.filtered_domain(domain))
        return self.allowed[key]
