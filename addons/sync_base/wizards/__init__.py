from . import sync_link
