"""Edit forms with a tab for each language and one for the facts, built from the setting `LANGUAGES`."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface

from portal.pages.forms import BasePageForm
from portal.pages.languages import codes, localized_name


def translated(*names, **options):
    """Field panels for these translated fields in every language, for a row whose languages stand together."""
    return [FieldPanel(localized_name(name, code), **options) for name in names for code in codes()]


def text_panel(name, code):
    if name == "title":
        # Not Wagtail's title panel: its slug follows the typing, ours is suggested without the leading number.
        return FieldPanel(localized_name(name, code), classname="title")
    return FieldPanel(localized_name(name, code))


class RowsPanel(InlinePanel):
    """Rows with translated text: above them stands what is stale, below them the ticks for a changed meaning."""

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "translating/rows_panel.html"


class FoldedPanel(MultiFieldPanel):
    """Fields of a row that stay folded until they are asked for, or until one of them is refused.

    Wagtail folds what stands in a form by itself; what it is told to collapse within a row stays open.
    """

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "pages/admin/folded_panel.html"
        fields_template = MultiFieldPanel.BoundPanel.template_name

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.heading = ""  # the fold bears it, and the row would repeat it above


class Tabs(TabbedInterface):
    """A form's tabs. The ticks of a page's form stand beside the texts that they are about, so no panel has them.

    Above a page's tabs stands what has to be mended (portal.pages.findings), with the way to each field.
    """

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "pages/admin/tabs.html"

    def get_form_options(self):
        options = super().get_form_options()
        if "meaning_changes" in getattr(self.base_form_class, "base_fields", {}):
            options["fields"] = [*options.get("fields", []), "meaning_changes"]
        return options


def page_tabs(names, facts, form=BasePageForm):
    """The tabs of a page's form, with slug and search engine texts folded below each language's fields."""
    return language_tabs(names, facts, meta=["slug", "seo_title", "search_description"], base_form_class=form)


def tab_anchor(model, code):
    """`"#tab-english"`: opens the form of a page type at the texts of one language."""
    return f"#tab-{model.get_edit_handler().child_identifiers[codes().index(code)]}"


def language_tabs(names, facts, meta=(), **options):
    """A tabbed form: the fields `names` in each language's tab (`meta` folded below), `facts` in the last tab."""
    tabs = []
    for code, language in settings.LANGUAGES:
        panels = [text_panel(name, code) for name in names]
        if meta:
            below = [FieldPanel(localized_name(name, code)) for name in meta]
            panels.append(MultiFieldPanel(below, heading=_("Address and search engines"), classname="collapsed"))
        tabs.append(ObjectList(panels, heading=language))
    return Tabs([*tabs, ObjectList(facts, heading=_("Facts & settings"))], **options)
