import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const page = (name) => ({
    content: `Open the page ${name}`,
    trigger: `.o_notebook .nav-link:contains(${name})`,
    run: "click",
});
const press = (name, content) => ({
    content,
    trigger: `button[name='${name}']`,
    run: "click",
});
const confirm = {
    content: "Confirm",
    trigger: ".modal .modal-footer .btn-primary",
    run: "click",
};
const told = (text) => ({
    content: `It says: ${text}`,
    trigger: `.o_notification:contains(${text})`,
});

// From the form of a new backend of Zoho CRM to Zoho's page of consent.
tours.add("sync_zoho_keys", {
    steps: () => [
        page("Keys"),
        {
            content: "Enter the client ID",
            trigger: "[name='zoho_client_id'] input",
            run: "edit 1000.SIMULATORCLIENT",
        },
        {
            content: "Enter the client secret",
            trigger: "[name='zoho_client_secret_input'] input",
            run: "edit simulator-secret",
        },
        {content: "Save", trigger: ".o_form_button_save", run: "click"},
        {
            content: "The secret is hidden from now on",
            trigger:
                "[name='zoho_client_secret_input'] input[placeholder^='Is set']",
        },
        press("action_zoho_connect", "Go to Zoho, to consent"),
    ],
});

// Back from there: the fields that are missing, and the switch.
tours.add("sync_zoho_configuration", {
    steps: () => [
        press("action_test_connection", "Ask which organisation it is"),
        told("Connected to"),
        page("Configuration"),
        press("action_zoho_check_fields", "Look for the fields"),
        press("action_zoho_create_fields", "Have those made that are missing"),
        confirm,
        told("The fields are there now"),
        {
            content: "No field is missing any more",
            trigger: ".o_form_view:not(:has(button[name='action_zoho_create_fields']))",
        },
        {
            content: "Switch it on",
            trigger: "[name='zoho_on'] input:not(:checked)",
            run: "click",
        },
        {content: "It is on", trigger: "[name='zoho_on'] input:checked"},
    ],
});

// The end of it.
tours.add("sync_zoho_delete", {
    steps: () => [
        page("Configuration"),
        press("action_zoho_disconnect", "Delete the connection"),
        confirm,
        told("Zoho has forgotten it"),
        {
            content: "It can be connected again",
            trigger: "button[name='action_zoho_connect']",
        },
    ],
});
