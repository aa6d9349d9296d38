from . import documents
from . import files
from . import integria_api
from . import lead_api
from . import lead_form
