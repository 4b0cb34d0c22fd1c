from modeltranslation.translator import TranslationOptions, register

from blog.models import Author, BlogIndexPage, BlogPage


@register(Author)
class AuthorTranslation(TranslationOptions):
    fields = ("name", "bio")


@register(BlogIndexPage)
class BlogIndexPageTranslation(TranslationOptions):
    pass


@register(BlogPage)
class BlogPageTranslation(TranslationOptions):
    fields = ("body",)
