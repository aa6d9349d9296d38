"""Channels of the backends that are there before the addon, or stay after it."""


def _backends(env):
    return env["sync.backend"].with_context(active_test=False).search([])


def post_init_hook(env):
    _backends(env)._create_queue_channel()


def uninstall_hook(env):
    _backends(env).queue_channel_id.unlink()
