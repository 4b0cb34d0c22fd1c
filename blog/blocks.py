"""The blocks of an article. Their keys are stored for ever."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from blog.embeds import BY_KEY, PROVIDERS
from portal.cart.models import Product
from portal.pages.findings import Finding
from portal.pages.models import BasePage

INLINE = ["bold", "italic", "link", "code"]
SECTION = 2  # the level of its heading: the page's title is the first
PROSE = [*INLINE, "ol", "ul", "superscript", "subscript"]


class HeadingValue(blocks.StructValue):
    """`place` is 2 for the second heading of an article with the same words, and so on."""

    place = 1

    @property
    def level(self):
        """2 for a section, 3 for a part of one."""
        return int(self["level"])

    @property
    def is_section(self):
        return self.level == SECTION

    @property
    def words(self):
        return slugify(self["text"]) or "seksion"

    @property
    def anchor(self):
        return self.words if self.place == 1 else f"{self.words}-{self.place}"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Text"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[(str(SECTION), _("Section")), (str(SECTION + 1), _("Part of a section"))],
        default=str(SECTION),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        value_class = HeadingValue
        template = "blog/blocks/heading.html"
        description = _("Begins a section; three or more make a table of contents.")
        preview_value = {"text": "Si ta mbroni llogarinë", "level": str(SECTION)}

    def heading_level(self, value):
        return value.level


class PictureValue(blocks.StructValue):
    @property
    def description(self):
        """What a reader who cannot see it is told: this place's words, else the picture's own; nothing of ornaments."""
        if self["decorative"]:
            return ""
        return self["alt"] or (self["image"].alt if self["image"] else "")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text"), required=False, help_text=_("Left empty, the picture's own is used.")
    )
    decorative = blocks.BooleanBlock(
        label=_("Decorative"), required=False, help_text=_("It says nothing that the text does not say.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        value_class = PictureValue
        template = "blog/blocks/picture.html"
        description = _("One picture over the whole width, with a caption.")

    def get_preview_value(self):
        """The newest picture of the site stands for the one that the editor will choose."""
        picture = get_image_model().objects.last()
        return self.to_python({"image": picture.pk if picture else None, "alt": "", "caption": str(picture or "")})

    def publishing_findings(self, value, place, code):
        with override(code):
            is_told = value["decorative"] or bool(value.description)
        if value["image"] and not is_told:
            yield Finding(_("Say what the picture shows, or mark it as decorative."), place.within("alt"))


class GalleryBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2)

    class Meta:
        icon = "grip"
        label = _("Gallery")
        template = "blog/blocks/gallery.html"
        description = _("Two or more pictures side by side.")

    def get_preview_value(self):
        pictures = get_image_model().objects.order_by("-pk")[:2]
        return self.to_python({"pictures": [{"image": one.pk, "alt": "", "caption": str(one)} for one in pictures]})


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blog/blocks/quote.html"
        description = _("Somebody's words, with their source.")
        preview_value = {"text": "Fjalëkalimi i mirë është ai që nuk e dini përmendsh.", "source": "Redaksia"}


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("info", _("Information")), ("tip", _("Tip")), ("warning", _("Warning"))],
        default="info",
    )
    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=INLINE)

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "blog/blocks/callout.html"
        description = _("A sentence or two that must not be overlooked.")
        preview_value = {"kind": "warning", "title": "Kujdes", "text": "<p>Mos e jepni kurrë kodin.</p>"}


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"))
    value = blocks.CharBlock(label=_("Value"))


class FactsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    rows = blocks.ListBlock(FactBlock(), label=_("Facts"))

    class Meta:
        icon = "list-ul"
        label = _("List of facts")
        template = "blog/blocks/facts.html"
        description = _("Pairs of a label and a value, such as a product's data.")
        preview_value = {"title": "iPhone 16", "rows": [{"label": "Ekrani", "value": "6,1 inç"}]}


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    table = TypedTableBlock([("text", blocks.CharBlock(label=_("Text"), required=False))], label=_("Table"))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blog/blocks/table.html"
        description = _("Rows and columns under headings.")
        preview_value = {
            "caption": "iPhone 16",
            "table": {
                "columns": [{"type": "text", "heading": "Modeli"}, {"type": "text", "heading": "Ekrani"}],
                "rows": [{"values": ["iPhone 16", "6,1 inç"]}, {"values": ["iPhone 16 Plus", "6,7 inç"]}],
                "caption": "",
            },
        }


class CodeBlock(blocks.StructBlock):
    language = blocks.CharBlock(label=_("Language"), required=False, max_length=20)
    code = blocks.TextBlock(label=_("Code"))

    class Meta:
        icon = "code"
        label = _("Code")
        untranslated = ["language", "code"]
        template = "blog/blocks/code.html"
        description = _("Text that is shown exactly as it is typed.")
        preview_value = {"code": "*#06#"}


class EmbedValue(blocks.StructValue):
    @property
    def provider_info(self):
        return BY_KEY[self["provider"]]

    @property
    def external_url(self):
        return self.provider_info.page.format(id=self["id"])

    @property
    def player_url(self):
        return self.provider_info.player.format(id=self["id"])

    @property
    def host(self):
        return urlsplit(self.external_url).hostname.removeprefix("www.")


class EmbedBlock(blocks.StructBlock):
    provider = blocks.ChoiceBlock(
        label=_("Provider"), choices=[(one.key, one.label) for one in PROVIDERS], default="youtube"
    )
    id = blocks.CharBlock(label=_("Address or id of the video"), max_length=200)
    title = blocks.CharBlock(label=_("Title"), help_text=_("What the video is called; read out to the blind."))

    class Meta:
        icon = "media"
        label = _("Video")
        untranslated = ["id"]
        value_class = EmbedValue
        template = "blog/blocks/embed.html"
        description = _("A video that is loaded only when the reader presses play.")
        preview_value = {"provider": "youtube", "id": "aaaaaaaaaaa", "title": "Si ta aktivizoni verifikimin me dy hapa"}

    def clean(self, value):
        value = super().clean(value)
        try:
            value["id"] = BY_KEY[value["provider"]].clean_id(value["id"])
        except ValidationError as error:
            raise blocks.StructBlockValidationError(block_errors={"id": error}) from None
        return value


class RelatedBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(label=_("Page"), page_type=["blog.BlogPage", "help.GuidePage", "help.HowToPage"])
    text = blocks.CharBlock(label=_("Why it helps"), required=False)

    class Meta:
        icon = "link"
        label = _("Related page")
        template = "blog/blocks/related.html"
        description = _("A card that leads to another page of this site.")

    def get_preview_value(self):
        page = BasePage.objects.listed().first()
        return self.to_python({"page": page.pk if page else None, "text": page.short_summary if page else ""})


class ProductBlock(blocks.StructBlock):
    product = SnippetChooserBlock("cart.Product", label=_("Product"))

    class Meta:
        icon = "tag"
        label = _("Product")
        template = "blog/blocks/product.html"
        description = _("A product of the shop, with its price as it is now. One that is withdrawn is not shown.")

    def bulk_to_python(self, values):
        """With the pictures of all products at once."""
        found = super().bulk_to_python(values)
        prefetch_related_objects([one["product"] for one in found if one["product"]], "picture")
        return found

    def get_preview_value(self):
        """The newest product stands for the one that the editor will choose."""
        product = Product.objects.live().order_by("pk").last()
        return self.to_python({"product": product.pk if product else None})


class ArticleBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=_("Text"),
        features=PROSE,
        icon="pilcrow",
        template="blog/blocks/paragraph.html",
        description=_("Paragraphs, lists and links."),
        preview_value="<p>Një paragraf me <b>theks</b> dhe një lidhje.</p>",
    )
    picture = PictureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    facts = FactsBlock()
    table = TableBlock()
    code = CodeBlock()
    embed = EmbedBlock()
    related = RelatedBlock()
    product = ProductBlock()
