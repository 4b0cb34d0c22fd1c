from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import resolve, reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language_from_path, override
from rest_framework.exceptions import APIException
from rest_framework.fields import Field
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.filters import AncestorOfFilter, ChildOfFilter, DescendantOfFilter
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import BadRequestError, page_models_from_string
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import CollectionViewRestriction, ReferenceIndex, Site

from portal.api import shapes
from portal.api.answers import json_response, refuse_unknown
from portal.api.descriptions import description_of
from portal.api.filters import ORDERS, LanguageFilter, OrderFilter, SubjectFilter
from portal.api.paging import PARAMETERS, Pagination
from portal.api.schema import DOCUMENT
from portal.pages.addresses import with_query
from portal.pages.models import BasePage, PortalImage
from portal.pages.models.base import with_loaded_relations

TOP_DEPTH = 2  # of a site's home page, whose parent is Wagtail's root
MOST_BRACKETS = 5


class AlwaysJSON(BaseContentNegotiation):
    """There is nothing else to choose from, so no `Accept` is refused."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class ReadOnly:
    """What our views of Wagtail's API share: no session, no HTML, our paging, and errors as the rest of the API."""

    authentication_classes = []
    permission_classes = []
    renderer_classes = [JSONRenderer]
    content_negotiation_class = AlwaysJSON
    pagination_class = Pagination
    http_method_names = ["get", "head", "options"]
    known_parameters = {"fields", "order", *PARAMETERS}

    def check_query_parameters(self, queryset):
        if "search" in self.request.GET:
            raise BadRequestError("search is not part of this API; the site's own search is at /sq/kerko/?q=…")
        refuse_unknown(self.request, self.known_parameters)

    def get_serializer_class(self):
        if self.request.GET.get("fields", "").count("(") > MOST_BRACKETS:
            raise BadRequestError("fields is nested too deeply.")
        return super().get_serializer_class()

    def resolve_rich_text_format(self):
        """Rich text is always HTML with absolute links."""
        return "html"

    def get_renderer_context(self):
        return super().get_renderer_context() | {"indent": None}

    def handle_exception(self, exc):
        if isinstance(exc, APIException):
            return Response({"message": str(exc.detail)}, status=exc.status_code)
        raise exc

    def get_object(self):
        if not hasattr(self, "_cached_object"):
            refuse_unknown(self.request, {"fields"})
            self._cached_object = self.get_detail()
        return self._cached_object

    def get_detail(self):
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return self.with_relations([found])[0]

    def with_relations(self, instances):
        return instances

    def get_object_by_id(self, queryset):
        number = self.request.GET.get("id", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise BadRequestError("id must be a whole number.")
        return queryset.filter(pk=int(number)).first()

    def find_object(self, queryset, request):
        if "id" not in request.GET:
            raise BadRequestError(f"One of these is needed: {', '.join(sorted(self.find_query_parameters))}.")
        refuse_unknown(request, {*self.find_query_parameters, "fields"})
        return self.get_object_by_id(queryset)


class Told(Field):
    """A field whose value is `make(instance, root_url)`."""

    def __init__(self, make):
        super().__init__(read_only=True)
        self.make = make

    def get_attribute(self, instance):
        return self.make(instance, shapes.root_url_of(self.context["request"]))

    def to_representation(self, value):
        return value


class ToldLanguages(Told):
    """`languages`, with the long texts of the page's type where one page is shown alone."""

    def __init__(self):
        super().__init__(shapes.languages)

    def get_attribute(self, page):
        heads = super().get_attribute(page)
        if self.context["view"].action == "listing_view":
            return heads
        texts, root_url = description_of(type(page)).texts, shapes.root_url_of(self.context["request"])
        return {code: head | texts(page, code, root_url) for code, head in heads.items()}


def parent_of(page, root_url):
    return shapes.page_reference(page.get_parent(), root_url) if page.depth > TOP_DEPTH else None


PAGE_FIELDS = {
    "title": lambda page, root_url: page.title,
    "date": lambda page, root_url: page.published_moment and localdate(page.published_moment),
    "company": lambda page, root_url: shapes.company(page.company, root_url),
    "topics": lambda page, root_url: [shapes.topic(one, root_url) for one in page.public_topics],
    "cover": lambda page, root_url: shapes.picture(page.cover, root_url),
}
PAGE_META = {
    "type": lambda page, root_url: shapes.type_of(page),
    "detail_url": lambda page, root_url: shapes.detail_url("pages", page.pk, root_url),
    "html_url": lambda page, root_url: shapes.page_reference(page, root_url)["meta"]["html_url"],
    "first_published_at": lambda page, root_url: shapes.moment(page.first_published_at),
}
IMAGE_FIELDS = {
    "url": lambda image, root_url: shapes.picture(image, root_url)["url"],
    "alt": lambda image, root_url: shapes.texts(image, "alt"),
}
IMAGE_META = {
    "type": lambda image, root_url: image._meta.label,
    "detail_url": lambda image, root_url: shapes.detail_url("images", image.pk, root_url),
}


def told(makers):
    return [APIField(name, serializer=Told(make)) for name, make in makers.items()]


class PagesView(ReadOnly, PagesAPIViewSet):
    """Public pages of the site that is asked."""

    filter_backends = [
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        SubjectFilter,
        LanguageFilter,
        OrderFilter,
    ]
    tree_parameters = {"child_of", "ancestor_of", "descendant_of"}
    known_parameters = ReadOnly.known_parameters | tree_parameters | {"type", "company", "topic", "language"}
    find_query_parameters = {"id", "html_path"}
    orders = ORDERS
    base_serializer_class = BaseSerializer
    body_fields = ["id", *told(PAGE_FIELDS), APIField("related", serializer=Told(shapes.related))]
    meta_fields = [*told(PAGE_META), APIField("parent", serializer=Told(parent_of))]
    listing_default_fields = ["id", *PAGE_FIELDS, *PAGE_META, "languages"]
    detail_only_fields = ["related", "parent"]
    model = BasePage

    @classmethod
    def get_body_fields(cls, model):
        facts = told(description_of(model).facts)
        return [*super().get_body_fields(model), APIField("languages", serializer=ToldLanguages()), *facts]

    @classmethod
    def get_detail_default_fields(cls, model):
        return cls.get_available_fields(model)

    @classmethod
    def get_listing_default_fields(cls, model):
        return [*cls.listing_default_fields]

    def get_base_queryset(self):
        """The only gate: whatever is asked by place, type or subject is asked of these."""
        site = Site.find_for_request(self.request)
        pages = BasePage.objects.published().select_related("cover", "company", "content_type").with_language_state()
        return pages.descendant_of(site.root_page, inclusive=True) if site else pages.none()

    def get_queryset(self):
        wanted = self.request.GET.get("type")
        if wanted is None:
            return self.get_base_queryset()
        try:
            return self.get_base_queryset().type(*page_models_from_string(wanted))
        except (LookupError, ValueError, TypeError):
            raise BadRequestError("type must be a page type such as help.GuidePage, or several with commas.") from None

    def get_detail(self):
        page = super().get_detail()
        specific = with_loaded_relations(page.specific, page)
        specific.public_topics = page.public_topics
        return specific

    def with_relations(self, pages):
        """These pages with their topics, in one query."""
        rows = BasePage.topics.through.objects.filter(basepage__in=pages).select_related("topic").order_by("topic_id")
        topics = {}
        for row in rows:
            topics.setdefault(row.basepage_id, []).append(row.topic)
        for page in pages:
            page.public_topics = topics.get(page.pk, [])
        return pages

    def find_object(self, queryset, request):
        """By id or by the path of its HTML, in whichever language that is."""
        if "html_path" not in request.GET:
            return super().find_object(queryset, request)
        refuse_unknown(request, {*self.find_query_parameters, "fields"})
        try:
            path = urlsplit(request.GET["html_path"]).path.strip("/") + "/"
        except ValueError:
            raise BadRequestError("html_path must be the path of a page, such as /en/blog/.") from None
        code = get_language_from_path(f"/{path}")
        if code is None:
            return None
        with override(code):
            root = Site.find_for_request(request).root_page
            return queryset.filter(url_path=root.url_path + path.removeprefix(code).removeprefix("/")).first()


class ImagesView(ReadOnly, ImagesAPIViewSet):
    """The pictures that public pages show: what lies in the library for a draft stays there."""

    filter_backends = [OrderFilter]
    find_query_parameters = {"id"}
    orders = ["id", "title"]
    base_serializer_class = BaseSerializer
    body_fields = ["id", "title", "width", "height", *told(IMAGE_FIELDS)]
    meta_fields = told(IMAGE_META)
    listing_default_fields = ["id", "title", "width", "height", *IMAGE_FIELDS, *IMAGE_META]
    model = PortalImage

    def get_queryset(self):
        site = Site.find_for_request(self.request)
        pages = BasePage.objects.published().order_by()
        pages = pages.descendant_of(site.root_page, inclusive=True) if site else pages.none()
        types = ContentType.objects.get_for_models(BasePage, PortalImage)
        shown = ReferenceIndex.objects.filter(
            base_content_type=types[BasePage],
            object_id__in=pages.annotate(key=Cast("pk", CharField())).values("key"),
            to_content_type=types[PortalImage],
            to_object_id=Cast(OuterRef("pk"), CharField()),
        )
        restricted = CollectionViewRestriction.objects.select_related("collection")
        images = PortalImage.objects.filter(Exists(shown)).order_by("id")
        for restriction in restricted:
            images = images.exclude(collection__path__startswith=restriction.collection.path)
        return images


def index(request):
    """Where everything is."""
    refuse_unknown(request, set())
    root_url = shapes.root_url_of(request)
    addresses = {
        "schema": reverse("api-schema"),
        "pages": reverse("api:pages:listing"),
        "images": reverse("api:images:listing"),
        "companies": reverse("api-companies"),
    }
    addresses = {name: root_url + path for name, path in addresses.items()}
    return json_response(shapes.terms(request, request.path) | addresses)


def schema(request):
    """The OpenAPI description of everything here."""
    refuse_unknown(request, set())
    return json_response(DOCUMENT)


def unknown(request, path):
    """Whatever is nothing else; an address that only lacks its slash leads to the one that has it."""
    if not path.endswith("/") and resolve(f"{request.path_info}/").url_name != "api-unknown":
        return HttpResponsePermanentRedirect(with_query(f"{request.path}/", request.META.get("QUERY_STRING", "")))
    raise Http404
