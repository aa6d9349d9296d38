"""What must be tidied before the addon's tables go."""

from odoo import SUPERUSER_ID

# what the addon brings into tables of its own
OWN = [
    "crm.company.role",
    "crm.contract.type",
    "crm.document.template",
    "crm.field.set",
]


def uninstall_hook(env):
    """Leave what people have of ours; remove what Odoo does not know to be ours."""
    # The tables go as a whole. One by one, Odoo would try to delete what companies and
    # contracts have, and log errors.
    _forget(env, [("module", "=", "crm_integria"), ("model", "in", OWN)])
    alarm = env.ref("crm_integria.activity_alarm", raise_if_not_found=False)
    if alarm and _is_used(env["mail.activity"], "activity_type_id", alarm):
        _forget(env, [("model", "=", alarm._name), ("res_id", "=", alarm.id)])
    _remove_statuses(env["crm.stage"], "stage_id")
    _remove_statuses(env["crm.lost.reason"], "lost_reason_id")
    _go_on_with_numbers(env["account.move"])
    settings = [("key", "=like", "crm_integria.%")]
    env["ir.config_parameter"].search(settings).unlink()


def _forget(env, domain):
    """Have records be no addon's any more, so that they are not deleted."""
    env["ir.model.data"].search(domain).unlink()


def _is_used(model, name, record):
    every = model.with_context(active_test=False)
    return bool(every.search_count([(name, "=", record.id)], limit=1))


def _remove_statuses(model, name):
    """Remove the stages or reasons that the installation made and no lead has."""
    made = [("crm_code", "!=", False), ("create_uid", "=", SUPERUSER_ID)]
    for record in model.with_context(active_test=False).search(made):
        # Odoo's own have XML ids
        if not any(record.get_external_id().values()):
            if not _is_used(model.env["crm.lead"], name, record):
                record.unlink()


def _go_on_with_numbers(moves):
    """Have Odoo count on in the rows of patterns, and not take 15/1000 for a year.

    It could not post any invoice otherwise, as the date would never fit.
    """
    numbered = [("crm_numbering", "!=", False), ("name", "not in", (False, "", "/"))]
    rows = moves._read_group(numbered, ["journal_id", "crm_number_row"], ["name:max"])
    for journal, _row, name in rows:
        misread = moves._deduce_sequence_number_reset(name) != "never"
        if misread and not journal.sequence_override_regex:
            journal.sequence_override_regex = moves._sequence_fixed_regex
