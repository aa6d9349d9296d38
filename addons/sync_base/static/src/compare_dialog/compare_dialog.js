import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

import { Component, onWillStart, useState } from "@odoo/owl";

const STATES = {
    same: () => _t("Equal"),
    odoo_changed: () => _t("Changed in Odoo"),
    remote_changed: () => _t("Changed there"),
    conflict: () => _t("Changed on both sides"),
    differs: () => _t("Differs"),
    unusable: () => _t("Cannot be used"),
};

/**
 * Both sides of a synchronised record, field by field; the user chooses which value
 * prevails, and one button writes both sides.
 *
 * Serves several records one after another.
 */
export class CompareDialog extends Component {
    static template = "sync_base.CompareDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        bindingIds: { type: Array, element: Number },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({
            index: 0,
            comparison: null,
            choices: {},
            error: "",
            moved: false,
            busy: false,
            onlyDifferences: true,
            showBase: false,
        });
        onWillStart(() => {
            // Shown at once: the remote system may take its time.
            this.load();
        });
    }

    get bindingId() {
        return this.props.bindingIds[this.state.index];
    }

    get total() {
        return this.props.bindingIds.length;
    }

    get position() {
        return _t("%(number)s of %(total)s", {
            number: this.state.index + 1,
            total: this.total,
        });
    }

    async load() {
        await this.ask("compare", []);
    }

    /** Call the server; what it says takes the place of what is shown. */
    async ask(method, args) {
        const { bindingId } = this;
        Object.assign(this.state, { busy: true, error: "" });
        try {
            const comparison = await this.orm.silent.call("sync.binding", method, [
                bindingId,
                ...args,
            ]);
            if (bindingId === this.bindingId) {
                this.show(comparison);
            }
            return comparison;
        } catch (error) {
            if (bindingId === this.bindingId) {
                this.state.error = error.data?.message || error.message;
            }
        } finally {
            if (bindingId === this.bindingId) {
                this.state.busy = false;
            }
        }
    }

    show(comparison) {
        this.state.comparison = comparison;
        this.state.moved = comparison.status === "moved";
        this.state.choices = {};
        for (const row of this.rows) {
            if (row.proposal) {
                this.state.choices[row.key] = row.proposal;
            }
        }
        this.state.onlyDifferences = comparison.differences > 0;
    }

    // -- what is shown ------------------------------------------------------------

    get rows() {
        const sections = this.state.comparison?.sections ?? [];
        return sections.flatMap((section) => section.rows);
    }

    rowsOf(section) {
        return section.rows.filter((row) => row.differs || !this.state.onlyDifferences);
    }

    stateText(row) {
        return STATES[row.state]();
    }

    /** What a screen reader says of a value. */
    valueLabel(row, side) {
        const where = side === "odoo" ? "Odoo" : this.state.comparison.backend;
        const value = row[`${side}_text`] || _t("empty");
        return _t("%(field)s: %(where)s value %(value)s", {
            field: row.label,
            where,
            value,
        });
    }

    get hasChoices() {
        return Object.keys(this.state.choices).length > 0;
    }

    // -- choosing -------------------------------------------------------------------

    choose(row, side) {
        this.state.choices[row.key] = side;
    }

    leave(row) {
        delete this.state.choices[row.key];
    }

    chooseAll(side) {
        for (const row of this.rows) {
            if (row.sides.includes(side)) {
                this.state.choices[row.key] = side;
            }
        }
    }

    async write() {
        const reply = await this.ask("apply_choices", [
            { ...this.state.choices },
            this.state.comparison.version,
        ]);
        if (reply?.status !== "written") {
            return;
        }
        this.notification.add(_t("Both sides are written."), { type: "success" });
        if (this.state.index + 1 < this.total) {
            await this.go(1);
        } else if (!reply.differences) {
            this.props.close();
        }
    }

    async go(step) {
        Object.assign(this.state, {
            index: this.state.index + step,
            comparison: null,
            choices: {},
            moved: false,
        });
        await this.load();
    }
}

registry.category("actions").add("sync_compare", (env, action) => {
    const bindingIds = action.params.binding_ids;
    if (!bindingIds.length) {
        return env.services.notification.add(_t("There is nothing to compare."), {
            type: "info",
        });
    }
    env.services.dialog.add(
        CompareDialog,
        { bindingIds },
        {
            onClose: () =>
                env.services.action.doAction({
                    type: "ir.actions.client",
                    tag: "soft_reload",
                }),
        },
    );
});
