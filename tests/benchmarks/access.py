"""What the rules of the CRM cost those who look at companies."""

import time

from devtools import database
from devtools.bench import Row

from .worker import measure

SMALL, LARGE = 20_000, 200_000
USERS = 400
ROUNDS = 7
# what the list of companies asks for
COLUMNS = {
    "name": {},
    "crm_role_id": {"fields": {"display_name": {}}},
    "parent_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "vat": {},
    "country_id": {"fields": {"display_name": {}}},
    "crm_last_update": {},
}
DOMAIN = [("is_crm_company", "=", True)]


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    figures = {}
    for count in (SMALL, LARGE):
        name = database.clone(database.template(), "dev_bench_access")
        figures[count] = measure(name, f"{__name__}:seconds", count=count)
        database.drop(name)
        print(f"  {count}: {figures[count]}", flush=True)
    large, small = figures[LARGE], figures[SMALL]
    return [
        *(
            Row(f"access: {what}, with / without our rules", ours / bare, 1.3)
            for what, (ours, bare) in large.items()
        ),
        *(
            Row(
                f"access: {what}, time per company at 200,000 / at 20,000",
                ours / small[what][0] * SMALL / LARGE,
                1.0,
            )
            for what, (ours, _bare) in large.items()
        ),
    ]


# -- in the worker ---------------------------------------------------------------


def seconds(env, count):
    """Return ``{action of a person: [seconds with our rules, without]}``."""
    tops = make_companies(env, count)
    people = make_users(env, tops)
    env.cr.execute("ANALYZE res_partner")
    found = {}
    names = env["ir.model.data"].search(
        [("module", "=", "crm_integria"), ("model", "=", "ir.rule")]
    )
    rules = env["ir.rule"].browse(names.mapped("res_id"))
    few, all_ = (
        env["res.partner"].with_user(people[label]).search_count(DOMAIN)
        for label in ("who sees some", "who sees all")
    )
    assert count / 10 < few < all_ <= count, (few, all_)
    for label, user in people.items():
        for name, action in ACTIONS.items():
            best = {True: float("inf"), False: float("inf")}
            for number in range(2 * ROUNDS):
                ours = number % 2 == 0
                rules.active = ours
                env.flush_all()
                env.registry.clear_all_caches()
                model = env["res.partner"].with_user(user)
                # the domain of the rules is cached in a running server
                model.search_count([("id", "=", 0)])
                env.invalidate_all()
                start = time.perf_counter()
                action(model)
                best[ours] = min(best[ours], time.perf_counter() - start)
            found[f"{name}, {label}"] = [best[True], best[False]]
    return found


ACTIONS = {
    "list page": lambda model: model.web_search_read(DOMAIN, COLUMNS, limit=80),
    "count": lambda model: model.search_count(DOMAIN),
    "grouped": lambda model: model.web_read_group(DOMAIN, ["country_id"], ["__count"]),
    "name search": lambda model: model.name_search("Company 12", DOMAIN, limit=8),
}


def make_companies(env, count):
    """Make a tree of depth 5 with owners to come; return its two upper levels.

    By SQL, as the time to make it is not what is measured; `check` compares what is
    stored with what Odoo computes.
    """
    partners = env["res.partner"]
    top = partners.create({"name": "Top", "is_company": True, "is_crm_company": True})
    offices = partners.create(
        [
            {
                "name": f"Office {number}",
                "is_company": True,
                "is_crm_company": True,
                "parent_id": top.id,
            }
            for number in range(5)
        ]
    )
    env.flush_all()
    # three more levels: 1 : 4 : 16 and so on, as far as the count goes
    env.cr.execute("SELECT array_agg(id ORDER BY id) FROM res_country")
    countries = env.cr.fetchone()[0]
    above, made = list(offices.ids), len(offices) + 1
    for share in (0.01, 0.19, 0.8):
        above = add_level(env, above, int((count - 6) * share), made, countries)
        made += len(above)
    partners.invalidate_model()
    check(env)
    return top, offices


def add_level(env, above, count, first, countries):
    # the check of each parent would read the whole table, which is small so far
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute(
        """
        INSERT INTO res_partner (
            name, complete_name, active, is_company, is_crm_company, parent_id, type,
            country_id, vat, create_date, write_date, crm_last_update, color,
            commercial_partner_id, autopost_bills, create_uid, write_uid
        )
        SELECT 'Company ' || number, 'Company ' || number, true, true, true,
            (%(above)s::int[])[1 + number %% %(wide)s], 'contact',
            (%(countries)s::int[])[1 + number %% %(lands)s], 'XX' || number,
            now(), now(), now(), 0, NULL, 'ask', 1, 1
        FROM generate_series(%(first)s, %(last)s) AS number
        RETURNING id
        """,
        {
            "above": above,
            "wide": len(above),
            "countries": countries,
            "lands": len(countries),
            "first": first,
            "last": first + count - 1,
        },
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """
        UPDATE res_partner AS company
        SET commercial_partner_id = company.id, crm_company_id = company.id,
            crm_line = above.crm_line || company.id || '/', crm_has_parent = true,
            crm_guarded = true
        FROM res_partner AS above
        WHERE above.id = company.parent_id AND company.id = ANY(%s)
        """,
        (ids,),
    )
    return ids


def make_users(env, tops):
    """Make users and have them own the companies; return those who look."""
    top, offices = tops
    groups = [env.ref("base.group_user").id, env.ref("crm_integria.group_crm_view").id]
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"User {number}",
                    "login": f"user-{number}",
                    "group_ids": [(6, 0, groups)],
                }
                for number in range(USERS)
            ]
        )
    )
    for number, user in enumerate(users):
        user.partner_id.parent_id = top if number == 0 else offices[number % 5]
    env.flush_all()
    env.cr.execute(
        """
        UPDATE res_partner AS company
        SET user_id = owner.id, crm_owner_id = owner.id,
            crm_owner_company_id = person.crm_company_id
        FROM res_users AS owner JOIN res_partner AS person
            ON person.id = owner.partner_id
        WHERE owner.id = (%s::int[])[1 + company.id %% %s]
            AND company.crm_guarded AND company.is_crm_company
        """,
        (users.ids, USERS),
    )
    env.invalidate_all()
    check(env)
    return {"who sees all": users[0], "who sees some": users[1]}


def check(env):
    """Compare some of what SQL stored with what Odoo computes."""
    partners = env["res.partner"]
    some = partners.search(DOMAIN, limit=50, order="id desc")
    names = ["crm_company_id", "crm_line", "crm_has_parent", "crm_guarded"]
    names += ["crm_owner_id", "crm_owner_company_id"]
    stored = some.read(names)
    for name in names:
        env.add_to_compute(partners._fields[name], some)
    assert some.read(names) == stored
    env.flush_all()
