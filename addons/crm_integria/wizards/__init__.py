from . import crm_access
from . import crm_company_import
