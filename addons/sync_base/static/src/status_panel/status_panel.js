import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { CompareDialog } from "../compare_dialog/compare_dialog";

import { Component, onWillDestroy, onWillRender, useState } from "@odoo/owl";

// state: what stands in the badge, and its colour
const STATES = {
    missing: { text: () => _t("Not there"), color: "secondary" },
    linked: { text: () => _t("Synchronised"), color: "secondary" },
    in_sync: { text: () => _t("In sync"), color: "success" },
    dirty: { text: () => _t("To be sent"), color: "info" },
    pending: { text: () => _t("To be created"), color: "info" },
    conflict: { text: () => _t("Conflict"), color: "warning" },
    error: { text: () => _t("Error"), color: "danger" },
    gone: { text: () => _t("Deleted there"), color: "danger" },
    archived: { text: () => _t("No longer there"), color: "secondary" },
};

/**
 * In which systems the record of a form is, and how it stands there.
 *
 * The database is asked first, which is fast; then the remote systems, in the background.
 * Whoever leaves the form does not wait for them.
 */
export class StatusPanel extends Component {
    static template = "sync_base.StatusPanel";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ entries: [], asking: false, busy: false });
        this.shown = null;
        onWillRender(() => this.follow());
        onWillDestroy(() => this.abandon());
    }

    /** Look again when another record is shown, or this one was saved. */
    follow() {
        const { resId, data } = this.props.record;
        const shown = `${resId}/${data.write_date?.toMillis?.() ?? ""}`;
        if (shown !== this.shown) {
            const other = this.record !== resId;
            this.shown = shown;
            this.record = resId;
            Promise.resolve().then(() => this.load(other));
        }
    }

    async load(other = false) {
        this.abandon();
        if (other) {
            this.state.entries = [];
        }
        if (!this.props.record.resId) {
            return;
        }
        this.state.asking = true;
        for (const ask of [false, true]) {
            const request = this.call("sync_status", [ask]);
            this.request = request;
            try {
                const entries = await request;
                if (this.request !== request) {
                    return;
                }
                this.state.entries = entries;
                if (!entries.some((entry) => entry.binding_id)) {
                    break;
                }
            } catch {
                // The form is there to work in, with or without this panel.
                break;
            }
        }
        this.state.asking = false;
    }

    /** Call a method of the record; can be aborted, unlike by `useService("orm")`. */
    call(method, args) {
        const { resModel, resId } = this.props.record;
        return this.env.services.orm.silent.call(resModel, method, [[resId], ...args]);
    }

    abandon() {
        this.request?.abort?.(false);
        this.request = null;
    }

    // -- what is shown ------------------------------------------------------------

    badge(entry) {
        if (entry.state === "differs") {
            const one = entry.differences === 1;
            const text = one
                ? _t("Differs in 1 field")
                : _t("Differs in %s fields", entry.differences);
            return { text, color: "warning" };
        }
        const { text, color } = STATES[entry.state];
        return { text: text(), color };
    }

    when(entry) {
        return entry.synced_at && deserializeDateTime(entry.synced_at);
    }

    /** The first lines of a reason; all of it is in the title. */
    short(text) {
        return text.length > 160 ? `${text.slice(0, 160)}…` : text;
    }

    // -- buttons --------------------------------------------------------------------

    /** Save what was typed, do something, and show what came of it. */
    async run(work) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (await this.props.record.save()) {
                await work();
            }
        } finally {
            this.state.busy = false;
        }
    }

    reload() {
        return this.props.record.load().then(() => this.load());
    }

    compare(entry) {
        return this.run(() =>
            this.dialog.add(
                CompareDialog,
                { bindingIds: [entry.binding_id, ...entry.belonging] },
                {
                    // not returned: the dialog would stay until all is asked again,
                    // for ever where that is abandoned
                    onClose: () => {
                        this.reload();
                    },
                },
            ),
        );
    }

    fetchOrPush(entry, method) {
        return this.run(async () => {
            const { orm } = this.env.services;
            const action = await orm.call("sync.binding", method, [[entry.binding_id]]);
            await this.action.doAction(action);
        });
    }

    create(entry, kind) {
        return this.run(async () => {
            await this.call("sync_create_there", [entry.backend_id, kind]);
            await this.load();
        });
    }

    openIssue(entry) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sync.issue",
            res_id: entry.issue_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("sync_status_panel", {
    component: StatusPanel,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
