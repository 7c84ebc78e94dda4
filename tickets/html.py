"""Message HTML of strangers, made safe to show. The one allow-list."""

import nh3
from django.utils.safestring import SafeString

from tickets.text import bounded

TAGS = {
    *("p", "br", "div", "span", "hr", "blockquote", "pre", "code", "a", "ul", "ol", "li"),
    *("b", "strong", "i", "em", "u", "s", "del", "sub", "sup", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
# No images: a remote one would tell its host that, when and where the message was read.
ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto"}


def safe(html: str) -> SafeString:
    """What the page may show of a message. Scripts, styles, images, forms and classes are gone."""
    clean = nh3.clean(
        bounded(html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        clean_content_tags={"script", "style", "title", "template"},
    )
    return SafeString(clean)


def has_images(html: str) -> bool:
    return "<img" in html.lower()
