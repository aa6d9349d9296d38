from . import controllers, lib, models, wizards
from .hooks import uninstall_hook
