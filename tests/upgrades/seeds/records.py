"""A row of each model of ours that has none yet, with values of no meaning."""

from ..snapshot import own_models

# where any value does not do
VALUES = {
    "whmcs.custom.field": {"field_name": "ref", "number": 8},
    "crm.company.role": {"name": "Friend"},
}


def fill(env):
    for model in sorted(own_models(env.cr.dbname)):
        records = env[model].with_context(active_test=False)
        if not records.search_count([], limit=1):
            _create(records)


def _create(records):
    values = dict(VALUES.get(records._name, {}))
    missing = {
        name: field
        for name, field in records._fields.items()
        if field.store and field.required and name not in values
        if not field.compute and not field.related
    }
    usual = records.default_get(list(missing))
    for name, field in missing.items():
        if name not in usual:
            values[name] = _value(records.env, field)
    records.create(values)


def _value(env, field):
    if field.type == "many2one":
        domain = field.domain if isinstance(field.domain, list) else []
        relation = env[field.comodel_name].with_context(active_test=False)
        return relation.search(domain, limit=1).id
    if field.type == "selection":
        return field.get_values(env)[0]
    if field.type in ("integer", "float", "monetary"):
        return 7
    if field.type in ("date", "datetime"):
        return "2026-03-02"
    return f"kept {field.name}"
