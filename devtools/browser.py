"""Headless Chromium with Odoo's web client in it."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import TimeoutError, sync_playwright

from .console import DevError

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
__all__ = ["DESKTOP", "PHONE", "Client", "TimeoutError", "chromium", "client"]

# Debian's package of Odoo lacks this file; every page of it says so.
KNOWN_ERRORS = ("selfie_segmentation",)
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


class Client:
    """Odoo's web client in one browser page.

    ``errors`` collects what the browser's console said was wrong.
    """

    def __init__(self, page, url):
        self.page = page
        self.url = url
        self.errors = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _on_console(self, message):
        known = any(part in message.text for part in KNOWN_ERRORS)
        if message.type == "error" and not known:
            self.errors.append(message.text)

    def login(self, login="admin", password="admin"):
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click(".oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")
        return self

    def open(self, path, selector):
        """Open ``/odoo/<path>``, or a whole address, and wait for ``selector``."""
        self.page.goto(path if "://" in path else f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(selector)
        return self

    def picture(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Fonts and avatars come after the first paint, and Odoo's bus never idles.
        self.page.wait_for_timeout(1_000)
        self.page.screenshot(path=str(path))
        return path


@contextmanager
def chromium():
    """Have a browser for a while.

    :raises DevError: there is no Chromium on this machine
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise DevError("Chromium is missing: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def client(browser, url, viewport=None):
    """Have a fresh page (its own cookies) with the web client of ``url``."""
    context = browser.new_context(viewport=viewport or DESKTOP, locale="en-US")
    context.set_default_timeout(30_000)
    try:
        yield Client(context.new_page(), url)
    finally:
        context.close()
