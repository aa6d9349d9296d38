"""``./dev demo``: a hosting company, its people, and the three systems around it.

``main`` tells the story in order: ``company`` and ``people``; ``customers``,
``contracts``, ``leads``, ``mails`` and ``invoices`` (the CRM, from ``data/``);
``whmcs``, ``economic`` and ``zoho`` (the simulated systems); ``waiting`` (what waits
for a person).
``summary`` prints where to look; ``check`` and ``menus`` look there.
"""
