import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A moment as people say it: "5 minutes ago"; the exact one as a hint. */
export class SyncAgoField extends Component {
    static template = xml`<time
        t-if="value"
        t-att-datetime="value.toISO()"
        t-att-title="exact"
        t-esc="value.toRelative()"
    />`;
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get exact() {
        return formatDateTime(this.value);
    }
}

registry.category("fields").add("sync_ago", {
    component: SyncAgoField,
    displayName: _t("How long ago"),
    supportedTypes: ["datetime"],
});
