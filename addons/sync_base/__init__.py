from . import controllers, engine, lib, models, wizards
from .hooks import uninstall_hook
