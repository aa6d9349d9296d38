from . import crm_access
from . import company_export
from . import crm_company_import
from . import crm_company_import_line
