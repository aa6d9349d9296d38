import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const INTERVAL = 2000;

/**
 * Reads a form's record anew every other second while it is at work, as the field named
 * by the option `field` says (a state `running`, or a number that is not 0).
 */
export class Refresh extends Component {
    static template = xml`<span class="d-none"/>`;
    static props = { ...standardWidgetProps, field: { type: String } };

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), INTERVAL);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get isAtWork() {
        const value = this.props.record.data[this.props.field];
        return value === "running" || (Number.isInteger(value) && value > 0);
    }

    async refresh() {
        const { record } = this.props;
        if (this.isAtWork && !this.busy && !(await record.isDirty())) {
            this.busy = true;
            try {
                await record.load();
            } finally {
                this.busy = false;
            }
        }
    }
}

registry.category("view_widgets").add("sync_refresh", {
    component: Refresh,
    extractProps: ({ attrs }) => ({ field: attrs.field }),
});
