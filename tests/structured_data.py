"""A page's JSON-LD as a machine reads it, for tests."""

import json

from bs4 import BeautifulSoup


def soup_of(client, url, **headers):
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def data_of(soup):
    """The one block of a page, `{type: [nodes]}` of its graph."""
    (script,) = soup.find_all("script", type="application/ld+json")
    data = json.loads(script.string)
    assert data["@context"] == "https://schema.org"
    nodes = {}
    for node in data["@graph"]:
        nodes.setdefault(node["@type"], []).append(node)
    return nodes


def node_of(client, url, kind, **headers):
    """The only node of a type on a page."""
    (node,) = data_of(soup_of(client, url, **headers))[kind]
    return node


def every_node(value):
    """All nodes at any depth that have a type of their own."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for one in value.values():
            yield from every_node(one)
    elif isinstance(value, list):
        for one in value:
            yield from every_node(one)
