"""A simulated Zoho CRM: the accounts servers of all regions and one organisation."""
