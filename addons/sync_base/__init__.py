from . import engine, lib, models, wizards
from .hooks import uninstall_hook
