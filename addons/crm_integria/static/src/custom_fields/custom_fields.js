import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    PropertiesField,
    propertiesField,
} from "@web/views/fields/properties/properties_field";

/**
 * Custom fields: what a linked selection offers depends on its parent field.
 *
 * Choices of linked selections are stored as `parent|choice`. The record has
 * `crm_links`, which names the parent of each of them.
 */
export class CustomFields extends PropertiesField {
    get links() {
        return this.props.record.data.crm_links || {};
    }

    /** What people see of a value, with which the choices below it begin. */
    shown(name, value) {
        return value && this.links[name] ? value.slice(value.indexOf("|") + 1) : value;
    }

    /** Whether a choice may stand where its parent field has a value. */
    fits(choice, parent, value) {
        return (
            choice.slice(0, choice.indexOf("|")) === (this.shown(parent, value) || "")
        );
    }

    get groupedPropertiesList() {
        const groups = super.groupedPropertiesList;
        const values = this.valuesOf(this.propertiesList);
        for (const property of groups.flatMap((group) => group.elements)) {
            const parent = this.links[property.name];
            if (parent) {
                property.selection = (property.selection || [])
                    .filter(([choice]) => this.fits(choice, parent, values[parent]))
                    .map(([choice]) => [choice, this.shown(property.name, choice)]);
            }
        }
        return groups;
    }

    valuesOf(properties) {
        return Object.fromEntries(properties.map(({ name, value }) => [name, value]));
    }

    onPropertyValueChange(propertyName, propertyValue) {
        const properties = this.propertiesList;
        properties.find(({ name }) => name === propertyName).value = propertyValue;
        this.clearBelow(properties, propertyName, propertyValue);
        this.props.record.update({ [this.props.name]: properties });
    }

    /** Take away choices that no longer fit, and what depends on them in turn. */
    clearBelow(properties, parent, value) {
        for (const property of properties) {
            const below = this.links[property.name] === parent;
            if (below && property.value && !this.fits(property.value, parent, value)) {
                property.value = false;
                this.clearBelow(properties, property.name, false);
            }
        }
    }
}

registry.category("fields").add("crm_properties", {
    ...propertiesField,
    component: CustomFields,
    displayName: _t("Custom fields of the CRM"),
});
