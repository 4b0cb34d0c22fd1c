from django import template

from portal.handbook.book import handbook

register = template.Library()


@register.inclusion_tag("handbook/link.html")
def handbook_link(key):
    """A link to a task of the handbook, by its title, where the work is done; KeyError for an unknown key."""
    _part, _before, task, _after = handbook().place(key)
    return {"task": task}
