from odoo.tests import tagged

from .common import SyncCase

# not values: who, when, which; and what differs with the id
NOT_COMPARED = {
    "id",
    "create_date",
    "write_date",
    "create_uid",
    "write_uid",
    "commercial_partner_id",
    "parent_id",
    "color",
    "access_token",
    "signup_type",
    # the second of its creation
    "calendar_last_notif_ack",
}
# a red dot, as PNG
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    b"AABJRU5ErkJggg=="
)


def _is_value(field):
    return field.column_type or field.type in ("binary", "image")


@tagged("post_install", "-at_install")
class TestSyncCreate(SyncCase):
    """`_sync_create` is a faster way to the same partners."""

    def stored(self, partner):
        return {
            name: partner[name].ids if field.relational else partner[name]
            for name, field in partner._fields.items()
            if field.store and _is_value(field) and name not in NOT_COMPARED
        }

    def family(self, create):
        partners = self.env["res.partner"].with_context(tracking_disable=True)
        denmark = self.env.ref("base.dk").id
        company = create(
            partners,
            {
                "name": "Ærø Web ApS",
                "is_company": True,
                "vat": "DK13585628",
                "street": "Havnen 1",
                "city": "Marstal",
                "country_id": denmark,
                "lang": "en_US",
            },
        )
        children = [
            {"name": "Bo Bech", "parent_id": company.id, "type": "contact"},
            {"name": "Ida Ibsen", "parent_id": company.id},
            {"name": "Lager", "parent_id": company.id, "type": "other", "city": "Ribe"},
            {"name": "Filial", "parent_id": company.id, "is_company": True},
            {"name": "Portrait", "parent_id": company.id, "image_1920": PIXEL},
        ]
        return [company, *(create(partners, vals) for vals in children)]

    def test_same_as_create(self):
        ours = self.family(lambda model, vals: model._sync_create([vals]))
        odoos = self.family(lambda model, vals: model.create([vals]))
        for our, odoo in zip(ours, odoos, strict=True):
            with self.subTest(our.name):
                self.assertEqual(self.stored(our), self.stored(odoo))

    def test_smaller_images_come_from_an_image(self):
        portrait = self.family(lambda model, vals: model._sync_create([vals]))[-1]
        self.assertTrue(portrait.image_128)

    def test_children_inherit_in_one_batch(self):
        company, *children = self.family(lambda model, vals: model._sync_create([vals]))
        self.assertEqual([child.vat for child in children[:3]], ["DK13585628"] * 3)
        self.assertEqual(children[0].city, "Marstal")
        self.assertEqual(children[2].city, "Ribe")
        self.assertFalse(children[3].vat, "a company has a tax ID of its own")
        self.assertEqual(company.city, "Marstal")

    def test_a_parent_keeps_its_empty_address(self):
        parent = self.env["res.partner"]._sync_create([{"name": "No address"}])
        self.env["res.partner"]._sync_create(
            [{"name": "First", "parent_id": parent.id, "type": "other", "city": "Ribe"}]
        )
        self.assertFalse(parent.city)
