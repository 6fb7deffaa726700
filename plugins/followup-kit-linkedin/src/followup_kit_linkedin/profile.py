"""The address of a profile, built from a checked public id and never taken over as it was given."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from followup_kit.errors import InvalidFact

__all__ = ["profile_address"]

_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/in/([^/?#]+)/?(?:[?#].*)?", re.IGNORECASE)
_PUBLIC_ID = re.compile(r"[^\W_](?:[^\W_]|-){2,99}")


def profile_address(given: str, *, field: str = "linkedin") -> str:
    """Return `https://www.linkedin.com/in/...` for a public id or for any address of the same profile.

    Raises:
        InvalidFact: it is neither: another site, a company page, or an id with characters that LinkedIn has not.
    """
    address = _ADDRESS.fullmatch(given)
    public_id = unquote(address[1]) if address else given.removeprefix("@")
    if not _PUBLIC_ID.fullmatch(public_id):
        raise InvalidFact(
            f"{field} {given!r} is not a LinkedIn profile; give the public id, such as ada-weber, "
            "or the profile's address, https://www.linkedin.com/in/ada-weber",
            field=field,
        )
    return f"https://www.linkedin.com/in/{quote(public_id)}"
