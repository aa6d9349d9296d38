from . import crm_access
from . import crm_document_generate
from . import crm_file_import
from . import crm_file_import_line
from . import crm_invoice_gap
from . import file_export
from . import mail_compose_message
