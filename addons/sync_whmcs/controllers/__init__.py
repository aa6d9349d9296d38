from . import sync_hook
