"""Who may see and do what, asked from outside as any program may ask (XML-RPC)."""

import xmlrpc.client

import pytest

from ..helpers import Backend, wait_until

SECRET = "simulator-secret"
ACCESS_ERROR = 4
MODELS = [
    "sync.backend",
    "sync.binding",
    "sync.change",
    "sync.cursor",
    "sync.event",
    "sync.field",
    "sync.issue",
    "sync.preview",
    "sync.preview.line",
    "sync.run",
]
# dialogs: their rows are those of who opened them
DIALOGS = ["sync.field.change", "sync.field.change.line", "sync.link", "sync.link.line"]
BACKEND_ACTIONS = [
    "action_test_connection",
    "action_start",
    "action_pause",
    "action_sync_now",
]
USER, MANAGER = "sync_base.group_sync_user", "sync_base.group_sync_manager"


@pytest.fixture(scope="module")
def backend(shared_site, start_shared_whmcs):
    whmcs = start_shared_whmcs(clients=10, contacts=5, odd_records=True)
    backend = Backend(shared_site, whmcs)
    backend.wait()
    # something in each table
    shared_site.sql(
        "INSERT INTO sync_event (backend_id, company_id, key, kind, remote_id, state, "
        "received_at) SELECT id, company_id, 'key', 'client', '1', 'done', now() "
        "FROM sync_backend"
    )
    backend.press("action_view_fields")
    preview = backend.press("action_preview")["res_id"]
    wait_until(
        lambda: backend.rpc.read("sync.preview", preview, "state")["state"] == "done",
        "the preview",
    )
    return backend


@pytest.fixture(scope="module")
def outsider(backend):
    return backend.site.add_user("outsider", "base.group_partner_manager")


@pytest.fixture(scope="module")
def user(backend):
    return backend.site.add_user("user", USER)


@pytest.fixture(scope="module")
def manager(backend):
    return backend.site.add_user("manager", MANAGER)


def refused(rpc, *call, code=ACCESS_ERROR):
    """Make a call that must be refused."""
    with pytest.raises(xmlrpc.client.Fault) as caught:
        rpc.call(*call)
    assert caught.value.faultCode == code, caught.value.faultString
    assert SECRET not in caught.value.faultString


def values(backend):
    """Return the columns of the backend that nobody but an admin may change."""
    return backend.site.sql(
        "SELECT name, state, whmcs_url, whmcs_secret, user_id, cron_id "
        "FROM sync_backend WHERE id = %s",
        backend.id,
    )


# -- without rights --------------------------------------------------------------


def test_the_models_named_here_are_all_there_are(backend):
    found = backend.rpc.search_read(
        "ir.model", [["model", "like", "sync.%"], ["abstract", "=", False]], "model"
    )
    assert sorted(row["model"] for row in found) == sorted(MODELS + DIALOGS)


@pytest.mark.parametrize("model", DIALOGS)
def test_who_has_no_sync_group_opens_no_dialog(outsider, model):
    refused(outsider, model, "create", [{}])
    refused(outsider, model, "search_read", [])


@pytest.mark.parametrize("model", MODELS)
def test_who_has_no_sync_group_sees_nothing(backend, outsider, model):
    ids = backend.rpc.call(model, "search", [])
    assert ids
    refused(outsider, model, "search_read", [], ["display_name"])
    refused(outsider, model, "read", ids, ["display_name"])
    refused(outsider, model, "write", ids, {"create_uid": 1})
    refused(outsider, model, "unlink", ids)
    assert backend.rpc.call(model, "search", []) == ids


@pytest.mark.parametrize("action", BACKEND_ACTIONS)
def test_who_has_no_sync_group_cannot_press_buttons_of_backends(
    backend, outsider, action
):
    before = values(backend)
    refused(outsider, "sync.backend", action, [backend.id])
    assert values(backend) == before


@pytest.mark.parametrize("action", ["action_retry", "action_dismiss"])
def test_who_has_no_sync_group_cannot_press_buttons_of_issues(
    backend, outsider, action
):
    issues = backend.open_issues()
    issue = backend.issue("client", 11)["id"]
    refused(outsider, "sync.issue", action, [issue])
    assert backend.open_issues() == issues


def test_who_has_no_sync_group_works_with_partners_as_ever(backend, outsider):
    partner = backend.partner("client", 1)
    read = outsider.read("res.partner", partner, "name", "sync_binding_count")
    assert read["sync_binding_count"] == 0
    outsider.call("res.partner", "write", [partner], {"comment": "by an outsider"})
    theirs = outsider.create("res.partner", name="Theirs", parent_id=partner)
    outsider.call("res.partner", "unlink", [theirs])
    binding = backend.rpc.call("sync.binding", "search", [["res_id", "=", partner]])
    refused(outsider, "sync.binding", "action_open_record", binding)


# -- sync user -------------------------------------------------------------------


def test_a_sync_user_sees_and_retries_but_changes_no_backend(backend, user):
    for model in ("sync.backend", "sync.binding", "sync.issue", "sync.run"):
        assert user.search_read(model, [], "display_name")
    before = values(backend)
    for change in ({"name": "Mine"}, {"state": "draft"}, {"whmcs_secret_input": "x"}):
        refused(user, "sync.backend", "write", [backend.id], change)
    refused(user, "sync.backend", "create", [{"name": "Mine", "system": "whmcs"}])
    refused(user, "sync.backend", "unlink", [backend.id])
    refused(user, "sync.backend", "copy", [backend.id])
    for action in ("action_test_connection", "action_start", "action_pause"):
        refused(user, "sync.backend", action, [backend.id])
    for model in ("sync.binding", "sync.run"):
        ids = user.call(model, "search", [])
        refused(user, model, "write", ids, {"kind": "other"})
        refused(user, model, "unlink", ids)
    assert values(backend) == before

    issue = backend.issue("client", 11)["id"]
    action = user.call("sync.issue", "action_retry", [issue])
    assert action["params"]["type"] == "warning"
    user.call("sync.backend", "action_sync_now", [backend.id])
    assert backend.wait()["state"] == "done"


# -- secrets ---------------------------------------------------------------------


@pytest.mark.parametrize("login", ["user", "manager", "admin"])
def test_no_reply_ever_holds_the_secret(backend, login, request):
    rpc = backend.rpc if login == "admin" else request.getfixturevalue(login)
    fields = sorted(rpc.call("sync.backend", "fields_get"))
    assert "name" in fields
    assert SECRET not in repr(rpc.call("sync.backend", "read", [backend.id], fields))
    if login == "admin":
        reply = rpc.call("sync.backend", "export_data", [backend.id], fields)
        assert SECRET not in repr(reply)
    assert SECRET not in repr(rpc.call("sync.backend", "search_read", []))


@pytest.mark.parametrize("login", ["user", "manager", "admin"])
@pytest.mark.parametrize("field", ["whmcs_secret", "whmcs_access_key"])
def test_stored_secrets_cannot_be_asked_for_by_name(backend, login, field, request):
    rpc = backend.rpc if login == "admin" else request.getfixturevalue(login)
    for call in (
        ("read", [backend.id], [field]),
        ("search_read", [], [field]),
        # asking yes or no often enough tells it as well
        ("search", [[field, "=like", SECRET[:3] + "%"]]),
        ("search", [], 0, 1, field),
        ("formatted_read_group", [], [field], ["__count"]),
    ):
        refused(rpc, "sync.backend", *call)


def test_a_manager_sets_the_secret_without_ever_getting_it_back(backend, manager):
    form = {"name": {}, "whmcs_secret_input": {}, "whmcs_has_secret": {}}
    (saved,) = manager.call(
        "sync.backend",
        "web_save",
        [backend.id],
        {"whmcs_secret_input": "brand new secret"},
        form,
    )
    assert saved["whmcs_has_secret"]
    assert "brand new secret" not in repr(saved)
    stored = backend.site.sql("SELECT whmcs_secret FROM sync_backend")
    assert stored == [("brand new secret",)]
    # left empty in the form it stays what it was
    manager.call("sync.backend", "write", [backend.id], {"whmcs_secret_input": False})
    assert backend.site.sql("SELECT whmcs_secret FROM sync_backend") == stored
    backend.write(whmcs_secret_input=SECRET)
    assert backend.press("action_test_connection")["params"]["type"] == "success"


def test_the_secret_does_not_go_to_another_address_or_backend(backend, manager):
    copy = manager.call("sync.backend", "copy", [backend.id])[0]
    read = manager.read("sync.backend", copy, "whmcs_has_secret", "state", "whmcs_url")
    assert (read["whmcs_has_secret"], read["state"]) == (False, "draft")
    manager.call("sync.backend", "write", [copy], {"whmcs_secret_input": "another"})
    elsewhere = {"whmcs_url": "https://elsewhere.example"}
    manager.call("sync.backend", "write", [copy], elsewhere)
    assert not manager.read("sync.backend", copy, "whmcs_has_secret")[
        "whmcs_has_secret"
    ]
    manager.call("sync.backend", "unlink", [copy])


@pytest.mark.parametrize("model", sorted({*MODELS} - {"sync.backend"}))
def test_the_secret_is_in_no_other_table(backend, model):
    table = model.replace(".", "_")
    (counts,) = backend.site.sql(
        f"SELECT count(*), count(*) FILTER (WHERE t::text LIKE %s) FROM {table} t",
        f"%{SECRET}%",
    )
    assert counts[0] > 0
    assert counts[1] == 0


def test_the_secret_is_in_no_log(backend):
    log = backend.site.server.log.read_text(errors="replace")
    # the log of this server, from its last start on
    assert SECRET not in log[log.rindex("Odoo version") :]


# -- what a manager must not reach by way of a backend -----------------------------


def test_a_backend_gives_a_manager_no_hold_on_other_scheduled_actions(backend, manager):
    other = backend.site.ref("base.autovacuum_job")
    mine = manager.create(
        "sync.backend", name="Mine", system="whmcs", whmcs_url="https://one.example"
    )
    try:
        manager.call("sync.backend", "write", [mine], {"cron_id": other})
    except xmlrpc.client.Fault as fault:
        assert fault.faultCode == ACCESS_ERROR
    manager.call("sync.backend", "action_pause", [mine])
    manager.call("sync.backend", "unlink", [mine])
    assert backend.rpc.read("ir.cron", [other], "active") == [
        {"id": other, "active": True}
    ]


def test_the_backend_of_another_company_is_not_to_be_seen(backend, user, manager):
    rpc = backend.rpc
    company = rpc.create("res.company", name="Other Company")
    admin = rpc.search_read("res.users", [["login", "=", "admin"]], "id")[0]["id"]
    rpc.call("res.users", "write", [admin], {"company_ids": [(4, company)]})
    other = rpc.create(
        "sync.backend",
        name="Other",
        system="whmcs",
        company_id=company,
        user_id=admin,
        test_mode=True,
        whmcs_url=backend.simulator.url,
        whmcs_identifier="simulator-identifier",
        whmcs_secret_input="wrong",
    )
    rpc.call("sync.backend", "action_start", [other])
    for insider in (user, manager):
        assert other not in insider.call("sync.backend", "search", [])
        refused(insider, "sync.backend", "read", [other], ["name"])
        refused(insider, "sync.backend", "action_sync_now", [other])
        assert not insider.search_read("sync.run", [["backend_id", "=", other]], "id")
        assert insider.search_read("sync.run", [], "id")
    refused(manager, "sync.backend", "write", [other], {"name": "Mine"})
    refused(manager, "sync.backend", "action_test_connection", [other])
    here = backend.read("company_id")["company_id"][0]
    refused(manager, "sync.backend", "write", [backend.id], {"company_id": company})
    assert backend.read("company_id")["company_id"][0] == here


def test_a_backend_runs_only_as_somebody_who_may_work_in_its_company(backend):
    company = backend.rpc.create("res.company", name="Third Company")
    user = backend.rpc.search_read("res.users", [["login", "=", "user"]], "id")
    refused(
        backend.rpc,
        "sync.backend",
        "create",
        [
            {
                "name": "x",
                "system": "whmcs",
                "company_id": company,
                "user_id": user[0]["id"],
            }
        ],
        code=2,
    )
