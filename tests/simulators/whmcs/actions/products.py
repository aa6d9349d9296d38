"""GetProducts."""

from tests.simulators.whmcs.billing_views import product_row
from tests.simulators.whmcs.form import to_integer


def get_products(call):
    """WHMCS developer docs, GetProducts: no paging; `pid` may be a list.

    That nothing found is an empty list and no error is UNVERIFIED.
    """
    form, renderer, store = call.form, call.renderer, call.store
    found = list(store.billing.products.values())
    if form.text("pid"):
        wanted = {to_integer(text) for text in form.text("pid").split(",")}
        found = [product for product in found if product.id in wanted]
    if form.text("gid"):
        found = [product for product in found if product.gid == form.integer("gid")]
    if form.text("module"):
        found = [product for product in found if product.module == form.text("module")]
    items = [renderer.record(product_row, product, store) for product in found]
    return renderer.success(
        [
            *renderer.counters(len(items)),
            *renderer.listing("products", "product", items),
        ]
    )


ACTIONS = {"GetProducts": get_products}
