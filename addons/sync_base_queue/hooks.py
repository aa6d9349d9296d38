"""Channels and jobs of backends that were there before the addon, or stay after it."""


def _backends(env):
    return env["sync.backend"].with_context(active_test=False).search([])


def post_init_hook(env):
    _backends(env)._create_queue_channel()


def uninstall_hook(env):
    _backends(env).queue_channel_id.unlink()
    # they would call methods that are gone; scheduled actions go on where they were
    env["queue.job"].search([("model_name", "=", "sync.backend")]).unlink()
