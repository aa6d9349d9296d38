from odoo.http import Controller, request, route


class Documents(Controller):
    @route(
        "/crm_integria/document/<int:template_id>/<int:contract_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def document(self, template_id, contract_id):
        """Show the PDF of a contract from a template; nothing is kept."""
        template = request.env["crm.document.template"].browse(template_id).exists()
        contract = request.env["contract.contract"].browse(contract_id).exists()
        if not template or not contract:
            return request.not_found()
        template.check_access("read")
        contract.check_access("read")
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", 'inline; filename="preview.pdf"'),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(template._render(contract).content, headers)
