"""Articles and authors as JSON-LD."""

from portal.pages.structured_data import (
    article,
    item_list,
    minutes,
    organization,
    picture,
    publisher_reference,
    web_page,
)


def post_nodes(post, shown):
    return [
        article(
            shown,
            post,
            "BlogPosting",
            author=[author_node(shown, author) for author in post.authors_list] or publisher_reference(shown),
            timeRequired=minutes(post.reading_minutes),
            about=post.company and organization(shown, post.company),
        )
    ]


def profile_nodes(author, shown):
    """The page of an author, and what it lists of theirs."""
    portrait = picture(shown, author.picture, "badge")
    person = author_node(shown, author, description=author.bio, image=portrait)
    return [web_page(shown, "ProfilePage", mainEntity=person), item_list(shown, shown.items, shown.first)]


def author_node(shown, author, **values):
    """Who signs, with the address of their page that the byline leads to."""
    return {
        "@type": "Person" if author.kind == "person" else "Organization",
        "@id": f"{shown.address_of(author)}#author",
        "name": author.name,
        "url": shown.absolute(author.get_absolute_url()),
        **values,
    }
