import { registry } from "@web/core/registry";

const choose = (key, side) => ({
    content: `Choose the ${side} value of ${key}`,
    trigger: `.o_sync_compare [data-key='${key}'] .o_sync_value[data-side='${side}'] input`,
    run: "click",
});

// From the form of a record of which both sides changed the city and the street.
registry.category("web_tour.tours").add("sync_base_compare", {
    steps: () => [
        {
            content: "The remote system was asked in the background, and differs",
            trigger: ".o_sync_entry[data-state='differs'] button[name='sync_compare']",
            run: "click",
        },
        choose("city", "odoo"),
        choose("street", "remote"),
        {
            content: "The chosen values are marked",
            trigger:
                ".o_sync_compare [data-key='city'] [data-side='odoo'].active:has(:checked)",
        },
        {
            content: "Write both sides with one button",
            trigger: ".o_sync_compare button[name='write']:enabled",
            run: "click",
        },
        {
            content: "The dialog closes, and the form says so",
            trigger: ".o_sync_entry[data-state='in_sync']",
        },
    ],
});
