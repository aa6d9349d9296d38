"""Tickets of WHMCS; nothing here needs Odoo's database."""
