import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The macros that a template can use, with what they stand for; a click copies one. */
export class Macros extends Component {
    static template = "crm_integria.Macros";
    static props = { ...standardFieldProps };

    setup() {
        this.notification = useService("notification");
    }

    get macros() {
        return this.props.record.data[this.props.name] || [];
    }

    async onCopy(macro) {
        await browser.navigator.clipboard.writeText(macro);
        this.notification.add(_t("%s was copied: paste it into the text.", macro), {
            type: "success",
        });
    }
}

registry.category("fields").add("crm_macros", {
    component: Macros,
    supportedTypes: ["json"],
});
