"""One person, one mailbox: addresses are checked, never parsed out of text."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from attrs import frozen

from followup_kit.errors import InvalidFact

from .headers import check_value, folded, phrase

__all__ = ["Mailbox", "address_field", "mailbox"]


class _Validated(Protocol):
    ascii_email: str | None


@frozen(kw_only=True)
class Mailbox:
    """A display name and an address that every mail server takes: the domain of `address` is in ASCII (an A-label)."""

    name: str
    address: str
    as_given: str


def mailbox(name: str, email: str, *, field: str) -> Mailbox:
    """Return the mailbox of a person.

    Raises:
        InvalidFact: the name holds what must not stand in a header, or the address is not one plain address; a
            local part outside ASCII is refused, because only some servers carry it.
    """
    check_value(name, f"the name for {field}")
    check_value(email, field)
    if "=?" in email:
        raise InvalidFact(
            f"{field} holds '=?', which mail programs take for encoded text; give the address as it is", field=field
        )
    return Mailbox(name=name, address=_ascii(email, field), as_given=email)


@lru_cache(maxsize=256)
def _ascii(email: str, field: str) -> str:
    # Imported here because it takes half of the plugin's import time and a preview may never need it.
    from email_validator import EmailNotValidError, validate_email

    try:
        checked: _Validated = validate_email(email, check_deliverability=False, strict=True, allow_smtputf8=False)
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise InvalidFact(
            f"{field} {email!r} is not one e-mail address such as ada@example.org: {reason}", field=field
        ) from error
    return checked.ascii_email or email


def address_field(header: str, box: Mailbox) -> str:
    """Return a From or To field: the name as atoms, quoted or encoded, then the address in angle brackets."""
    return folded(header, [*phrase(box.name), f"<{box.address}>"])
