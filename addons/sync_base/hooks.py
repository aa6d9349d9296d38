"""What must be tidied before the addon's tables go."""


def uninstall_hook(env):
    """Remove the backends' scheduled actions: they would run code that is gone."""
    env["sync.backend"].with_context(active_test=False).search([]).unlink()


def keep_used(env, *xml_ids):
    """Leave with the user what other records have of an addon that is uninstalled.

    Odoo would delete what it can, and log an error for the rest. For the hooks of
    connectors.
    """
    for xml_id in xml_ids:
        record = env.ref(xml_id, raise_if_not_found=False)
        if record and _is_used(record):
            _forget(record)


def _forget(records):
    """Have records be no addon's any more, nor what they consist of."""
    domain = [("model", "=", records._name), ("res_id", "in", records.ids)]
    records.env["ir.model.data"].search(domain).unlink()
    for link in records._inherits.values():
        _forget(records[link])


def _is_used(record):
    """Tell whether a record that stays has a link to this one."""
    leaving = record.env["ir.module.module"].search([("state", "=", "to remove")])
    names = set(leaving.mapped("name"))
    for model in record.env.values():
        if model._transient or not model._auto or model._original_module in names:
            continue
        for field in model._fields.values():
            links = field.type == "many2one" and field.comodel_name == record._name
            if not (links and field.store) or names.issuperset(field._modules):
                continue
            domain = [(field.name, "=", record.id)]
            every = model.sudo().with_context(active_test=False)
            if every.search_count(domain, limit=1):
                return True
    return False
