import { MailComposerTemplateSelector } from "@mail/core/web/mail_composer_template_selector";
import { patch } from "@web/core/utils/patch";

// Leads are offered the templates of their language; "Search more" still has all.
patch(MailComposerTemplateSelector.prototype, {
    setup() {
        super.setup();
        const { orm } = this;
        this.orm = Object.assign(Object.create(orm), {
            searchRead: (model, domain, ...options) =>
                orm.searchRead(model, [...domain, ...this.crmLanguage()], ...options),
        });
    },

    crmLanguage() {
        // only the composer's form has it, not that of sending invoices
        const lang = this.props.record.data.crm_lang;
        return lang ? [["crm_lang", "in", [false, lang]]] : [];
    },
});
