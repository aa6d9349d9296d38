import { onWillStart } from "@odoo/owl";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useBackendChannel } from "./backend_channel";

/** The list of runs, in which those that begin and end appear by themselves. */
export class SyncRunListController extends ListController {
    setup() {
        super.setup();
        const orm = useService("orm");
        this.backendIds = [];
        onWillStart(async () => {
            this.backendIds = await orm.search("sync.backend", []);
        });
        useBackendChannel(
            () => this.backendIds,
            (message) => this.onMessage(message),
        );
    }

    async onMessage({ run, state }) {
        if (!run || (state === "running" && this.isShown(run))) {
            return;
        }
        // A selection would be lost.
        if (!this.model.root.selection.length) {
            await this.model.load();
        }
    }

    isShown(run) {
        const { root } = this.model;
        // Groups may be folded: what is in them, nobody sees.
        return root.isGrouped || root.records.some((record) => record.resId === run);
    }
}

registry.category("views").add("sync_run_list", {
    ...listView,
    Controller: SyncRunListController,
});
