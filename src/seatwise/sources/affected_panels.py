"""Which panels lose figures without a table or a permission."""

from collections.abc import Iterable

from seatwise.domain.gaps import Gap
from seatwise.sources.permissions import API_ENABLED
from seatwise.sources.registry import REGISTRY

_LICENSES, _PROFILES = "Licenses", "Profiles"
_PANELS: dict[str, tuple[str, ...]] = {
    "organization": (_LICENSES, _PROFILES),
    "user_license": (_LICENSES, _PROFILES),
    "permission_set_license": (_LICENSES,),
    "permission_set_license_assign": (_LICENSES,),
    "package_license": (_LICENSES,),
    "user_package_license": (_LICENSES,),
    "tenant_usage_entitlement": (_LICENSES,),
    "active_feature_license_metric": (_LICENSES,),
    "profile": (_LICENSES, _PROFILES),
    "user": (_LICENSES, _PROFILES),
    "object_permissions": (),
    "active_profile_metric": (),
    "active_perm_set_license_metric": (),
}


def panels_without(tables: Iterable[str]) -> tuple[str, ...]:
    """The panels that lose figures without the tables."""
    found = {panel for table in tables for panel in _PANELS.get(table, (_PROFILES,))}
    return tuple(panel for panel in (_LICENSES, _PROFILES) if panel in found)


def affected(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """The panels that lose figures by the gaps."""
    return panels_without(gap.table for gap in gaps)


def affects(gap: Gap, panel: str) -> bool:
    """Whether the panel loses figures by the gap."""
    return panel in affected((gap,))


def panels_without_permission(permission: str) -> tuple[str, ...]:
    """The panels that lose figures without a permission; without API Enabled all of them do."""
    return panels_without(source.name for source in REGISTRY if permission in {API_ENABLED, source.permission})
