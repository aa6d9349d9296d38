from . import companies
