import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Progress of what a wizard does in batches: it asks for batch after batch.
 *
 * `method` of the wizard does the next batch and returns how many are left. Each batch is
 * a transaction of its own. Closing the dialog ends the work after the batch that is on
 * its way.
 */
export class BatchProgress extends Component {
    static template = "crm_integria.BatchProgress";
    static props = { ...standardWidgetProps, method: String, title: String };

    setup() {
        this.orm = useService("orm");
        const { done, total } = this.props.record.data;
        this.state = useState({ done, total });
        this.stopping = false;
        onMounted(() => this.run());
        onWillUnmount(() => {
            this.stopping = true;
        });
    }

    get percent() {
        const { done, total } = this.state;
        return total ? Math.floor((100 * done) / total) : 0;
    }

    get amount() {
        return _t("%(done)s of %(total)s", {
            done: formatInteger(this.state.done),
            total: formatInteger(this.state.total),
        });
    }

    async run() {
        const { record } = this.props;
        const ask = (method) =>
            this.orm.call(record.resModel, method, [[record.resId]]);
        let left = 1;
        try {
            while (left && !this.stopping) {
                left = await ask(this.props.method);
                this.state.done = this.state.total - left;
            }
        } finally {
            if (left) {
                // the rest is for later
                await ask("action_stop");
            }
        }
        await record.load();
    }

    onStop() {
        this.stopping = true;
    }
}

registry.category("view_widgets").add("crm_progress", {
    component: BatchProgress,
    extractProps: ({ attrs }) => ({ method: attrs.method, title: attrs.title }),
});
