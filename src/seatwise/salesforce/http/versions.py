"""Chooses the API version: the newest that both the org and Seatwise support."""

from seatwise.domain.errors import UnreadableResponse, UsageError


def newest(answer: object, ceiling: str) -> str:
    """The newest version that the org offers, up to the ceiling.

    Args:
        answer: of `GET /services/data`: a list of {label, url, version}.
        ceiling: as in `67.0`.

    Raises:
        UnreadableResponse: there is none, or this is not a Salesforce org.
    """
    try:
        highest = float(ceiling)
    except ValueError as error:
        raise UsageError(f"SEATWISE_API_VERSION is {ceiling!r}.", "It looks like 67.0.") from error
    offered = answer if isinstance(answer, list) else []
    versions = [str(entry["version"]) for entry in offered if isinstance(entry, dict) and "version" in entry]
    usable = [version for version in versions if version.replace(".", "", 1).isdigit() and float(version) <= highest]
    if not usable:
        raise UnreadableResponse(
            f"The org has no API version up to {ceiling}.", "Check that the instance URL is that of a Salesforce org."
        )
    return max(usable, key=float)
