import { onMounted, onWillUnmount, useEffect } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const TYPE = "sync_base.progress";
// Backend id -> how many components listen
const listeners = new Map();

function join(bus, id) {
    const count = listeners.get(id) || 0;
    listeners.set(id, count + 1);
    if (!count) {
        bus.addChannel(`sync.backend_${id}`);
    }
}

function leave(bus, id) {
    const count = listeners.get(id) - 1;
    listeners.set(id, count);
    if (!count) {
        bus.deleteChannel(`sync.backend_${id}`);
    }
}

/**
 * Hear of what backends do while the component is there.
 *
 * @param {() => Number[]} getIds the backends' ids, as of the last rendering
 * @param {(message: Object) => void} callback called with `sync.run._live`, or with
 *      only the `backend` where something else about it has changed
 */
export function useBackendChannel(getIds, callback) {
    const bus = useService("bus_service");
    useEffect(
        (key) => {
            const ids = key ? key.split(",").map(Number) : [];
            ids.forEach((id) => join(bus, id));
            return () => ids.forEach((id) => leave(bus, id));
        },
        () => [getIds().filter(Boolean).join(",")],
    );
    const listen = (message) => {
        if (getIds().includes(message.backend)) {
            callback(message);
        }
    };
    onMounted(() => bus.subscribe(TYPE, listen));
    onWillUnmount(() => bus.unsubscribe(TYPE, listen));
}
