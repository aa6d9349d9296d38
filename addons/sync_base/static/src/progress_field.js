import { Component, useState } from "@odoo/owl";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatInteger } from "@web/views/fields/formatters";
import { useBackendChannel } from "./backend_channel";

// Between two readings of the record while its run goes on
const RELOAD_EVERY = 5000;

/**
 * Progress of a run (on `sync.run`) or of a backend's run under way, without reload.
 *
 * With the option `reload`, the other fields of the record are read again as well: now
 * and then, and when the run ends.
 */
export class SyncProgressField extends Component {
    static template = "sync_base.ProgressField";
    static props = {
        ...standardFieldProps,
        reload: { type: Boolean, optional: true },
        compact: { type: Boolean, optional: true },
    };

    setup() {
        this.state = useState({ live: false });
        this.reloadedAt = 0;
        useRecordObserver((record) => {
            this.state.live = record.data[this.props.name];
        });
        useBackendChannel(
            () => [this.backendId],
            (message) => this.onMessage(message),
        );
    }

    get ofRun() {
        return this.props.record.resModel === "sync.run";
    }

    get backendId() {
        const { record } = this.props;
        return this.ofRun ? this.state.live && this.state.live.backend : record.resId;
    }

    onMessage(message) {
        const mine = this.ofRun
            ? message.run === this.props.record.resId
            : message.state === "running";
        if (mine) {
            this.state.live = message;
        }
        if (this.props.reload && (mine || !this.ofRun)) {
            this.reload(message.state !== "running");
        }
    }

    async reload(now) {
        const { record } = this.props;
        if (!now && Date.now() - this.reloadedAt < RELOAD_EVERY) {
            return;
        }
        this.reloadedAt = Date.now();
        // What somebody is typing stays.
        if (record.isInEdition && (await record.isDirty())) {
            return;
        }
        await record.load();
    }

    get shown() {
        return this.state.live && (this.ofRun || this.state.live.state === "running");
    }

    get running() {
        return this.state.live.state === "running";
    }

    /** Share in percent; null where nobody knows how much there is. */
    get percent() {
        const { state, total, progress } = this.state.live;
        return state === "running" && !total ? null : progress;
    }

    get what() {
        const { direction, kind } = this.state.live;
        const doing = {
            pull: _t("Reading"),
            push: _t("Sending"),
            retry: _t("Trying again"),
            event: _t("Reading what events name"),
        }[direction];
        return kind ? `${doing}: ${kind}` : doing;
    }

    get amount() {
        const { done, total } = this.state.live;
        return total
            ? _t("%(done)s of %(total)s", {
                  done: formatInteger(done),
                  total: formatInteger(total),
              })
            : formatInteger(done);
    }

    get counters() {
        const { live } = this.state;
        return [
            [live.created, _t("created")],
            [live.updated, _t("updated")],
            [live.linked, _t("linked")],
            [live.failed, _t("failed"), "text-danger"],
        ]
            .filter(([count]) => count)
            .map(([count, name, className]) => ({
                text: `${formatInteger(count)} ${name}`,
                className: className || "",
            }));
    }

    get speed() {
        const { rate, seconds_left: left } = this.state.live;
        const parts = [];
        if (rate) {
            parts.push(_t("%s per second", rate < 10 ? rate : Math.round(rate)));
        }
        if (left >= 90) {
            parts.push(_t("about %s min left", Math.round(left / 60)));
        } else if (left) {
            parts.push(_t("about %s s left", left));
        }
        return parts.join(" · ");
    }
}

registry.category("fields").add("sync_progress", {
    component: SyncProgressField,
    displayName: _t("Progress of a synchronisation"),
    supportedTypes: ["json"],
    supportedOptions: [
        { label: _t("Reload the record"), name: "reload", type: "boolean" },
        { label: _t("Bar only"), name: "compact", type: "boolean" },
    ],
    extractProps: ({ options }) => ({
        reload: Boolean(options.reload),
        compact: Boolean(options.compact),
    }),
});
