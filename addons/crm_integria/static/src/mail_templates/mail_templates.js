import {
    MailComposerTemplateSelector,
    mailComposerTemplateSelector,
} from "@mail/core/web/mail_composer_template_selector";
import { patch } from "@web/core/utils/patch";

mailComposerTemplateSelector.fieldDependencies.push({ name: "crm_lang", type: "char" });

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
        const lang = this.props.record.data.crm_lang;
        return lang ? [["crm_lang", "in", [false, lang]]] : [];
    },
});
