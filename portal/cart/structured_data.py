"""A product as machines are told of it: https://schema.org/Product with the Offer that its page shows."""

from portal.pages.structured_data import picture, web_page


def product_nodes(product, shown):
    return [web_page(shown, "ItemPage", mainEntity=product_node(product, shown))]


def product_node(product, shown):
    return {
        "@type": "Product",
        "@id": f"{shown.canonical}#product",
        "name": product.name,
        "description": product.text,
        "image": picture(shown, product.picture, "product"),
        "offers": {
            "@type": "Offer",
            "url": product.buy_url or shown.canonical,
            "price": f"{product.money.amount:.2f}",
            "priceCurrency": product.currency,
            "availability": f"https://schema.org/{product.availability}",
        },
    }
