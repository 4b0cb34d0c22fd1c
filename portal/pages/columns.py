"""Columns of the admin's lists."""

from django.middleware.csrf import get_token
from wagtail.admin.ui.tables import Column, DateColumn


class LabelledColumn(Column):
    """With its label in each cell, for lists that stand as cards where the window is narrow and have no head there."""

    cell_template_name = "pages/labelled_cell.html"


class LabelledDateColumn(DateColumn):
    cell_template_name = "pages/labelled_date_cell.html"


class FormColumn(Column):
    """A column whose cells hold forms that post: Wagtail's tables hand no token down to their cells."""

    def get_cell_context_data(self, instance, parent_context):
        token = get_token(parent_context["request"])
        return super().get_cell_context_data(instance, parent_context) | {"csrf_token": token}
