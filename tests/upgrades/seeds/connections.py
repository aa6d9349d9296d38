"""A backend of each system, as far as the engine: what it chose, read, sent, missed."""

SECRETS = {
    "whmcs": {
        "whmcs_url": "https://billing.example.com",
        "whmcs_identifier": "identifier",
        "whmcs_secret": "secret of WHMCS",
        "whmcs_access_key": "key of WHMCS",
    },
    "economic": {
        "economic_app_secret": "secret of e-conomic",
        "economic_grant": "grant of e-conomic",
    },
    "zoho": {
        "zoho_client_id": "1000.CLIENT",
        "zoho_client_secret": "secret of Zoho",
    },
}
# system: (kind of remote object, resource, one of its fields)
KINDS = {
    "whmcs": ("client", "whmcs.client", "phone"),
    "economic": ("customer", "economic.customer", "phone"),
    "zoho": ("contact", "zoho.contact", "phone"),
}
WHEN = "2026-03-02 10:11:12"


def backend_of(env, system):
    return env["sync.backend"].search([("system", "=", system)])


def fill(env):
    admin = env.ref("base.user_admin")
    for system, secrets in SECRETS.items():
        backend = env["sync.backend"].create(
            {
                "name": f"Our {system}",
                "system": system,
                "user_id": admin.id,
                "push_changes": True,
                **secrets,
            }
        )
        backend.state = "paused"
        backend.message_post(body=f"Set up for {system}.")
        backend.activity_schedule(
            "sync_base.mail_activity_type_issues", user_id=admin.id
        )
        _choose(backend)
        _travelled(backend, env.ref("crm_integria.company_a"))
    tag = env["res.partner.category"].create({"name": "To the books"})
    backend_of(env, "economic").economic_tag_id = tag
    _job(backend_of(env, "whmcs"))


def _choose(backend):
    backend.action_view_fields()
    _kind, resource, name = KINDS[backend.system]
    domain = [("resource", "=", resource), ("backend_id", "=", backend.id)]
    field = backend.env["sync.field"].search([*domain, ("name", "=", name)], limit=1)
    field.ensure_one().choose(True, "pull", False)


def _travelled(backend, company):
    """What a pull and a push of one record leave, and one that did not come in."""
    kind = KINDS[backend.system][0]
    env, tie = backend.env, {"backend_id": backend.id, "kind": kind}
    record = {"res_model": "res.partner", "res_id": company.id}
    run = env["sync.run"].create(
        {
            "backend_id": backend.id,
            "state": "done",
            "started_at": WHEN,
            "ended_at": WHEN,
            "updated": 1,
        }
    )
    env["sync.binding"].create(
        {
            **tie,
            **record,
            "remote_id": "17",
            "remote_version": "v3",
            "base_values": {"name": "Customer #A", "phone": "+45 11 22 33 44"},
            "intent": {"name": "Customer A"},
            "local_version": 3,
            "pushed_version": 2,
        }
    )
    env["sync.cursor"].create(
        {**tie, "position": {"page": 2}, "signature": "s", "done_run_id": run.id}
    )
    env["sync.issue"].create(
        {
            **tie,
            "remote_id": "18",
            "severity": "error",
            "reason": "The name is missing.",
            "payload": '{"id": 18}',
            "run_id": run.id,
        }
    )
    env["sync.change"].create(
        {
            "run_id": run.id,
            "kind": kind,
            **record,
            "action": "update",
            "changed_values": {"phone": ["11", "22"]},
        }
    )
    env["sync.event"].create(
        {**tie, "key": "k1", "remote_id": "17", "received_at": WHEN, "body": "{}"}
    )
    preview = env["sync.preview"].create({"backend_id": backend.id})
    env["sync.preview.line"].create(
        {"preview_id": preview.id, "kind": kind, **record, "outcome": "update"}
    )


def _job(backend):
    """A job that waits for a runner."""
    backend._delay("pull")._job_pull()
