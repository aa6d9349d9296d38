"""What all of pytest's tests share."""

import odoo.addons

from devtools import paths

# Our addons are importable as odoo.addons.…, as in a server started with our path. A
# list, since Python forgets what a namespace's own path got whenever sys.path changes.
odoo.addons.__path__ = [*odoo.addons.__path__, str(paths.ADDONS)]
