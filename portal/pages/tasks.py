from django.apps import apps
from django.tasks import task

from portal.pages.models import PortalImage
from portal.pages.pictures import prepare


@task()
def prepare_pictures(label, pk):
    """Make what readers will see of the pictures of one page, product, company, author or site."""
    instance = apps.get_model(label).objects.filter(pk=pk).first()
    if instance:
        prepare_for([instance])


@task()
def renew_picture(pk):
    """Make anew what readers see of a picture whose file or focal point has changed, wherever it is shown."""
    image = PortalImage.objects.filter(pk=pk).first()
    if image:
        prepare_for([instance for instance, _references in image.get_usage()], image)


def prepare_for(instances, only=None):
    """Returns how many renditions were made for these instances; `only` leaves out every other picture."""
    shown = [pair for instance in instances for pair in pictures_of(instance)]
    shown = [(image, name) for image, name in shown if image and only in (None, image)]
    return prepare(shown)


def pictures_of(instance):
    """`[(image, name of its use)]` of what readers see: nothing of drafts."""
    instance = getattr(instance, "specific", instance)
    return getattr(instance, "shown_pictures", []) if getattr(instance, "live", True) else []
