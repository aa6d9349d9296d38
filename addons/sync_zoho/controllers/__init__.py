from . import connect
from . import pay
