import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Records per day as bars; no library, as a page may have many of these. */
export class SyncDaysField extends Component {
    static template = "sync_base.DaysField";
    static props = { ...standardFieldProps };

    get days() {
        const days = this.props.record.data[this.props.name] || [];
        const highest = Math.max(1, ...days.map((day) => day.value));
        return days.map((day) => ({
            ...day,
            // A day with one record is to be seen beside one with thousands.
            height: day.value ? Math.max(6, (100 * day.value) / highest) : 0,
            title: day.failed
                ? _t("%(day)s: %(count)s changed, %(failed)s failed", {
                      day: day.label,
                      count: formatInteger(day.value),
                      failed: formatInteger(day.failed),
                  })
                : _t("%(day)s: %(count)s changed", {
                      day: day.label,
                      count: formatInteger(day.value),
                  }),
        }));
    }

    get caption() {
        const sum = this.days.reduce((total, day) => total + day.value, 0);
        return _t("%s changed in 14 days", formatInteger(sum));
    }
}

registry.category("fields").add("sync_days", {
    component: SyncDaysField,
    displayName: _t("Records per day"),
    supportedTypes: ["json"],
});
