from . import engine, lib, models
from .hooks import uninstall_hook
