"""Keys for programs, got as a person gets them."""

import requests


def api_key(server):
    """Return a new API key of the admin, asked for as the web client does."""
    with requests.Session() as session:

        def post(path, **params):
            reply = session.post(
                f"{server.url}{path}",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
                timeout=60,
            ).json()
            return reply["result"]

        def call(model, method, *args, **kwargs):
            path = "/web/dataset/call_kw"
            return post(path, model=model, method=method, args=args, kwargs=kwargs)

        post(
            "/web/session/authenticate",
            db=server.database,
            login="admin",
            password="admin",
        )
        wanted = [{"name": "test", "duration": "1"}]
        wizard = call("res.users.apikeys.description", "create", wanted)
        shown = call("res.users.apikeys.description", "make_key", wizard)
        if shown["res_model"] == "res.users.identitycheck":
            check = [shown["res_id"]]
            context = {"password": "admin"}
            shown = call("res.users.identitycheck", "run_check", check, context=context)
    return shown["context"]["default_key"]
