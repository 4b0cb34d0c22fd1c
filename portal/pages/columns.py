from django.middleware.csrf import get_token
from wagtail.admin.ui.tables import Column


class FormColumn(Column):
    """A column whose cells hold forms that post: Wagtail's tables hand no token down to their cells."""

    def get_cell_context_data(self, instance, parent_context):
        token = get_token(parent_context["request"])
        return super().get_cell_context_data(instance, parent_context) | {"csrf_token": token}
