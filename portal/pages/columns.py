"""Columns of lists that stand as cards where the window is narrow: there the head of the table names no cell."""

from wagtail.admin.ui.tables import Column, DateColumn


class LabelledColumn(Column):
    cell_template_name = "pages/labelled_cell.html"


class LabelledDateColumn(DateColumn):
    cell_template_name = "pages/labelled_date_cell.html"
