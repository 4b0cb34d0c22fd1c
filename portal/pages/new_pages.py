from django.urls import reverse
from wagtail.admin.ui.components import Component


class NewPageButton(Component):
    """A button on the admin's home that begins a page of type `model` below the first `parent_model`.

    It is not there for who may not add one, nor while there is no such parent.
    """

    template_name = "pages/admin/new_page_button.html"

    def __init__(self, model, parent_model, label, order):
        self.model, self.parent_model, self.label, self.order = model, parent_model, label, order

    def get_context_data(self, parent_context):
        parent = self.parent_model.objects.first()
        user = parent_context["request"].user
        may_add = parent and parent.permissions_for_user(user).can_add_subpage()
        return {"label": self.label, "url": self.url_below(parent) if may_add else ""}

    def url_below(self, parent):
        options = self.model._meta
        return reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, parent.pk])
