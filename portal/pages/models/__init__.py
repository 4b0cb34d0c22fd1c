from portal.pages.models.base import BasePage, BasePageQuerySet, RelatedPage
from portal.pages.models.home import HomePage
from portal.pages.models.images import PortalImage, PortalRendition
from portal.pages.models.settings import SiteSettings
from portal.pages.models.subjects import Company, SubjectList, Topic
from portal.pages.models.users import User
from portal.pages.models.versions import (
    ContentVersion,
    GoneAddress,
    MeaningChange,
    PublishedText,
    StaleTranslation,
)

__all__ = [
    "BasePage",
    "BasePageQuerySet",
    "Company",
    "ContentVersion",
    "GoneAddress",
    "HomePage",
    "MeaningChange",
    "PortalImage",
    "PortalRendition",
    "PublishedText",
    "RelatedPage",
    "SiteSettings",
    "StaleTranslation",
    "SubjectList",
    "Topic",
    "User",
]
