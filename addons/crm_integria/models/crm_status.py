from odoo import api, fields, models

from ..lib.lead_status import EVERY, LOST, OPEN, WON

# Odoo's own stages that stand for them
OWN = {
    "0": "crm.stage_lead1",
    "40": "crm.stage_lead2",
    "60": "crm.stage_lead3",
    "200": "crm.stage_lead4",
}
STALE_DAYS = 7


def selection(names):
    return [(code, f"{code}: {name}") for code, name in names.items()]


def translate(model, langs):
    """Name stages or reasons in languages as the list of statuses does.

    Those that somebody named otherwise, in English or there, stay.
    """
    records = model.with_context(active_test=False).search([("crm_code", "!=", False)])
    for lang in langs:
        there = records.with_context(lang=lang)
        labels = dict(there._fields["crm_code"]._description_selection(there.env))
        for record in there:
            english = record.with_context(lang="en_US").name
            if english == EVERY[record.crm_code] == record.name:
                record.name = labels[record.crm_code].partition(": ")[2]


class CrmStage(models.Model):
    """Stages are the statuses of leads that are open or won."""

    _inherit = "crm.stage"

    crm_code = fields.Selection(
        selection(OPEN | WON),
        "Status in Integria",
        copy=False,
        index="btree_not_null",
        help="What programs written for Integria call this stage",
    )

    _crm_code_once = models.Constraint(
        "UNIQUE (crm_code)", "Another stage stands for this status already."
    )

    @api.model
    def _crm_prepare(self):
        """Have a stage or a reason for each status of Integria.

        Where nobody uses the pipeline yet it becomes Integria's; else what is there
        keeps its name and place, and what is missing is added.
        """
        every = self.with_context(active_test=False)
        unused = (
            not self.env["crm.lead"]
            .with_context(active_test=False)
            .search_count([], limit=1)
        )
        coded = every.search([("crm_code", "!=", False)])
        there = {stage.crm_code: stage for stage in coded}
        place = 0
        for code, name in (OPEN | WON).items():
            if code not in there:
                stage = self._crm_own(code, name) or self.create(
                    {"name": name, "sequence": place, "is_won": code in WON}
                )
                stage.crm_code = code
                if unused:
                    stage.name = name
                if unused and code in OPEN:
                    stage.sequence = place + 1
                    stage.rotting_threshold_days = STALE_DAYS
                there[code] = stage
            place = there[code].sequence
        self.env["crm.lost.reason"]._crm_prepare()

    def _crm_own(self, code, name):
        """Return the stage that stands for a status, and does not say so yet.

        It is one of Odoo's, or is there since this addon was installed before.
        """
        stage = OWN.get(code) and self.env.ref(OWN[code], raise_if_not_found=False)
        if stage and not stage.crm_code:
            return stage
        same = [("name", "=", name), ("is_won", "=", code in WON)]
        return self.search([*same, ("crm_code", "=", False)], limit=1)


class CrmLostReason(models.Model):
    """Reasons are the statuses of leads that were lost."""

    _inherit = "crm.lost.reason"

    crm_code = fields.Selection(
        selection(LOST), "Status in Integria", copy=False, index="btree_not_null"
    )

    _crm_code_once = models.Constraint(
        "UNIQUE (crm_code)", "Another reason stands for this status already."
    )

    @api.model
    def _crm_prepare(self):
        every = self.with_context(active_test=False)
        there = every.search([("crm_code", "!=", False)]).mapped("crm_code")
        for code, name in LOST.items():
            if code not in there:
                # from a former installation, perhaps
                same = [("name", "=", name), ("crm_code", "=", False)]
                reason = every.search(same, limit=1) or self.create({"name": name})
                reason.crm_code = code


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, overwrite=False):
        """Also for what the addon made without XML ids, which no file translates."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if "crm_integria" in modules:
            for model in ("crm.stage", "crm.lost.reason"):
                # who may load languages need not have a role in sales
                translate(self.env[model].sudo(), langs)
        return result
