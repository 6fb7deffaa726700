"""The HTML part: the letter's own words on a plain page, without colours, pictures or anything to load."""

from __future__ import annotations

from html import escape

__all__ = ["page"]

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_STYLE = "font-family: -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; font-size: 11pt; line-height: 1.45"


def page(fragment: str, *, title: str, locale: str) -> str:
    """Return a whole HTML document around the letter, in the letter's language and direction."""
    direction = "rtl" if locale.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{escape(locale)}" dir="{direction}">\n'
        '<head>\n<meta charset="utf-8">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        f'<body style="{_STYLE}">\n{fragment}</body>\n</html>'
    )
