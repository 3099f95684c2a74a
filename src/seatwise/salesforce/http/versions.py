"""Which API version to speak: the newest that both the org and we know."""

from seatwise.domain.errors import UnreadableAnswer, UsageError


def newest(answer: object, ceiling: str) -> str:
    """The newest version the org offers that is not above the ceiling.

    Args:
        answer: what `GET /services/data` gave: a list of {label, url, version}.
        ceiling: as in `67.0`.

    Raises:
        UnreadableAnswer: there is none, or this is no Salesforce org.
    """
    try:
        most = float(ceiling)
    except ValueError as error:
        raise UsageError(f"SEATWISE_API_VERSION is {ceiling!r}.", "It looks like 67.0.") from error
    offered = answer if isinstance(answer, list) else []
    versions = [str(entry["version"]) for entry in offered if isinstance(entry, dict) and "version" in entry]
    usable = [version for version in versions if version.replace(".", "", 1).isdigit() and float(version) <= most]
    if not usable:
        raise UnreadableAnswer(
            f"The org offers no API version up to {ceiling}.", "Check that the instance URL is a Salesforce org's."
        )
    return max(usable, key=float)
