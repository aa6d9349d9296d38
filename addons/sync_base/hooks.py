"""What must be tidied before the addon's tables go."""


def uninstall_hook(env):
    """Remove the backends' scheduled actions: they would run code that is gone."""
    env["sync.backend"].with_context(active_test=False).search([]).unlink()
