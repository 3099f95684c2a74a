"""A small org in which every field says something, and the same org where one table or field says something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from activity_rows import ago, login, person, touch
from rows_org import NOW, Rows, profile, sid, user_license
from seatwise.domain.licensing.license_kinds import FEATURES
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source, Type

Tables = Mapping[str, Rows]


@dataclass(frozen=True)
class Hidden:
    """What the connected user cannot see: a table, some rows of it, or one of its fields."""

    source: Source
    column: str | None = None
    rows: bool = False

    @property
    def name(self) -> str:
        """As in a gap."""
        return self.source.name if self.column is None else f"{self.source.name}.{self.column}"

    @property
    def id(self) -> str:
        """As a test names it."""
        return f"{self.name} rows" if self.rows else self.name

    @property
    def options(self) -> dict[str, Sequence[str]]:
        """How a `RowsOrg` hides it."""
        if self.rows:
            return {"rows_missing": [self.source.name]}
        return {"hidden_columns": [self.name]} if self.column else {"hidden": [self.source.name]}


def everything() -> list[Hidden]:
    """Each source of the registry, each field of it, and some rows of those that leave rows out without an error.

    Not a feature's checkbox: without it the org does not have the feature. Nor the object of a touch: it is the one
    that was queried.
    """
    found: list[Hidden] = []
    for source in REGISTRY:
        found.append(Hidden(source))
        fields = [field.name for field in source.fields if field.name != "Id" and not field.feature]
        found += [Hidden(source, name) for name in fields if (source.name, name) != ("record_touch", "SobjectType")]
        if source.silent:
            found.append(Hidden(source, rows=True))
    return found


def _seats() -> Rows:
    return [
        user_license(1, "Salesforce", "SFDC", 100, 8),
        user_license(2, "Salesforce Platform", "PID_Platform", 2, 3),
        user_license(
            3, "Customer Community Login", "PID_Customer_Community_Login", 50, 3,
            MonthlyLoginsEntitlement=1000, MonthlyLoginsUsed=900,
        ),
        user_license(4, "Chatter Free", "PID_Chatter_Free", -1, 5),
        user_license(5, "Analytics Cloud", "PID_Analytics", 7, 4, Status="Trial"),
        user_license(6, "Old Portal", "PID_Old", 9, 2, Status="Disabled"),
    ]  # fmt: skip


def _add_on(number: int, name: str, total: int, used: int, **more: object) -> dict[str, object]:
    return {
        "Id": sid("0PL", number), "DeveloperName": name, "MasterLabel": name.title(), "PermissionSetLicenseKey": name,
        "Status": "Active", "TotalLicenses": total, "UsedLicenses": used, **more,
    }  # fmt: skip


def _package(number: int, name: str, total: int, used: int, **more: object) -> dict[str, object]:
    return {
        "Id": sid("050", number), "NamespacePrefix": name, "Status": "Active", "AllowedLicenses": total,
        "UsedLicenses": used, **more,
    }  # fmt: skip


def _features(*held: str) -> dict[str, object]:
    return {feature.field: feature.key in held for feature in FEATURES[:6]}


def _people() -> Rows:
    marketing, flow = "AvantgoUser", "InteractionUser"
    logins: list[tuple[int, int, datetime | None]] = [
        (1, 1, ago(2)), (2, 1, ago(20)), (3, 1, ago(60)), (4, 1, None), (5, 1, ago(5)),
        (6, 2, ago(2)), (7, 2, ago(300)), (8, 3, ago(2)), (9, 3, None), (10, 4, NOW + timedelta(days=1)),
    ]  # fmt: skip
    people = [
        person(
            number, on, LastLoginDate=last, Department=f"Department {number % 3}", Division="North", Title="Agent",
            UserType="Standard", CompanyName="Acme", Country="DE", ManagerId=sid("005", 1) if number > 1 else None,
            UserRoleId=sid("00E", 1), ContactId=sid("003", number) if number == 8 else None,
            AccountId=sid("001", number) if number == 8 else None,
            **_features(*([marketing] if number % 2 else [flow])),
        )
        for number, on, last in logins
    ]  # fmt: skip
    people[3]["CreatedDate"] = ago(10)
    return [*people, person(11, 1, IsActive=False, LastLoginDate=ago(90), **_features(marketing))]


def _metrics() -> dict[str, Rows]:
    days = [NOW.date() - timedelta(days=back) for back in (1, 2, 3)]
    profiles: Rows = [
        {"Id": sid("0Qm", 10 * n + on), "MetricsDate": day, "ProfileId": sid("00e", on),
         "UserLicenseId": sid("100", min(on, 3)), "AssignedUserCount": 5 + n + on, "ActiveUserCount": 3 + n}
        for n, day in enumerate(days) for on in (1, 2, 3)
    ]  # fmt: skip
    add_ons: Rows = [
        {"Id": sid("0Qn", n), "MetricsDate": day, "PermissionSetLicenseId": sid("0PL", 1), "DeveloperName": "sales",
         "MasterLabel": "Sales", "AssignedUserCount": 2 + n, "ActiveUserCount": 1 + n, "TotalLicenses": 10}
        for n, day in enumerate(days)
    ]  # fmt: skip
    features: Rows = [
        {"Id": sid("0Qo", n), "MetricsDate": day, "FeatureType": "AvantgoUser", "AssignedUserCount": 5,
         "ActiveUserCount": 4, "TotalLicenseCount": 20 + n}
        for n, day in enumerate(days)
    ]  # fmt: skip
    return {
        "active_profile_metric": profiles,
        "active_perm_set_license_metric": add_ons,
        "active_feature_license_metric": features,
    }


def _rights() -> dict[str, Rows]:
    sets: Rows = [
        {"Id": sid("0PS", n), "Name": f"set_{n}", "Label": f"Set {n}", "Type": "Regular", "NamespacePrefix": "acme",
         "IsOwnedByProfile": False, "IsCustom": True, "ProfileId": None, "LicenseId": sid("0PL", 1)}
        for n in (1, 2, 3)
    ]  # fmt: skip
    assigned: Rows = [
        {"Id": sid("0Pa", n), "AssigneeId": sid("005", n), "PermissionSetId": sid("0PS", 1 + n % 3),
         "PermissionSetGroupId": sid("0PG", 1) if n == 2 else None, "IsActive": n != 3,
         "ExpirationDate": NOW + timedelta(days=9)}
        for n in (1, 2, 3, 1)
    ]  # fmt: skip
    assigned[3]["Id"], assigned[3]["PermissionSetId"] = sid("0Pa", 9), sid("0PS", 3)  # type: ignore[index]
    types: Rows = [
        {"Id": sid("012", n), "Name": f"Type {n}", "DeveloperName": f"type_{n}", "NamespacePrefix": None,
         "SobjectType": "Case" if n < 3 else "Account", "BusinessProcessId": sid("019", n) if n < 3 else None,
         "IsActive": n != 4}
        for n in (1, 2, 3, 4)
    ]  # fmt: skip
    processes: Rows = [
        {"Id": sid("019", n), "Name": f"Process {n}", "TableEnumOrId": "Case", "IsActive": True} for n in (1, 2)
    ]
    choices: Rows = [
        {"ProfileId": sid("00e", on), "RecordTypeId": sid("012", n), "SobjectType": "Case" if n < 3 else "Account",
         "DeveloperName": f"type_{n}", "Source": "profile metadata" if on == 1 else "page layouts"}
        for on, n in ((1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 3))
    ]  # fmt: skip
    return {
        "permission_set": sets,
        "permission_set_assignment": assigned,
        "permission_set_group": [
            {"Id": sid("0PG", 1), "DeveloperName": "group", "MasterLabel": "Group", "Status": "Updated"}
        ],
        "permission_set_group_component": [
            {"Id": sid("0PC", 1), "PermissionSetGroupId": sid("0PG", 1), "PermissionSetId": sid("0PS", 1)}
        ],
        "record_type": types,
        "business_process": processes,
        "profile_record_type": choices,
        "object_permissions": [
            {"Id": sid("110", n), "ParentId": sid("0PS", n), "SobjectType": "Case", "PermissionsRead": True,
             "PermissionsCreate": n > 1, "PermissionsEdit": n > 1, "PermissionsDelete": False,
             "PermissionsViewAllRecords": n > 2, "PermissionsModifyAllRecords": False}
            for n in (1, 2, 3)
        ],
    }  # fmt: skip


def whole_org() -> Tables:
    """The org with nothing hidden."""
    day = NOW.date()
    return {
        "organization": [
            {"Id": "00D000000000001EAA", "Name": "Acme", "OrganizationType": "Enterprise Edition",
             "InstanceName": "EU1", "LanguageLocaleKey": "en_US", "TimeZoneSidKey": "Europe/Berlin",
             "IsSandbox": False, "CreatedDate": ago(2000)}
        ],
        "user_license": _seats(),
        "permission_set_license": [
            _add_on(1, "sales", 10, 4), _add_on(2, "old", 5, 2, ExpirationDate=day - timedelta(days=3)),
            _add_on(3, "gone", 5, 1, Status="Disabled"), _add_on(4, "later", 6, 1, ExpirationDate=date(2027, 3, 1)),
        ],
        "permission_set_license_assign": [
            {"Id": sid("2LA", n), "AssigneeId": sid("005", n), "PermissionSetLicenseId": sid("0PL", 1 + n % 2)}
            for n in (1, 2, 3, 11)
        ],
        "package_license": [
            _package(1, "acme", 20, 3), _package(2, "try", 5, 1, Status="Trial", ExpirationDate=ago(-40)),
            _package(3, "free", -1, 2),
        ],
        "user_package_license": [
            {"Id": sid("051", n), "PackageLicenseId": sid("050", 1 + n % 2), "UserId": sid("005", n)}
            for n in (1, 2, 3, 11)
        ],
        "tenant_usage_entitlement": [
            {"Id": sid("0XU", 1), "Setting": "x", "MasterLabel": "Customer Community Logins", "ResourceGroupKey": "r",
             "Frequency": "Yearly", "CurrentAmountAllowed": 10000, "AmountUsed": 500,
             "StartDate": date(2026, 1, 15), "EndDate": date(2027, 1, 14), "UsageDate": ago(1)}
        ],
        "profile": [
            {**profile(number, on), "UserType": kind}
            for number, on, kind in ((1, 1, "Standard"), (2, 2, "Standard"), (3, 3, "CspLitePortal"), (4, 4, "CsnOnly"))
        ],
        "user": _people(),
        "user_login": [
            {"Id": sid("0Yw", n), "UserId": sid("005", n), "IsFrozen": n in {2, 7}, "IsPasswordLocked": False}
            for n in (1, 2, 7)
        ],
        **_metrics(),
        **_rights(),
        "record_touch": [
            touch(1, days=2), touch(1, "Account", Touch="modified", days=4, RecordTypeId=sid("012", 3)),
            touch(3), touch(6, "Lead", days=25), touch(8), touch(99, days=1),
        ],
        "login_day": [
            login(1), login(1, "Other Apex API", days=3), login(2, days=20), login(5, days=5, Success=False),
            login(6), login(8, "Remote Access 2.0"), login(10, days=1), login(3, days=60),
        ],
    }  # fmt: skip


def earlier_org() -> Tables:
    """The org a while before: fewer users and seats, other profiles."""
    tables = {name: [dict(row) for row in rows] for name, rows in whole_org().items()}
    tables["user"] = tables["user"][:-2]
    tables["user"][1]["ProfileId"] = sid("00e", 2)
    tables["user_login"] = tables["user_login"][:-1]
    tables["user_license"][0] |= {"TotalLicenses": 90, "UsedLicenses": 7}
    tables["permission_set_license"] = tables["permission_set_license"][:-1]
    tables["package_license"][0] |= {"AllowedLicenses": 15}
    return tables


def otherwise(tables: Tables, hidden: Hidden) -> Tables:
    """The org as it might be, too, as far as one can see what is not hidden: half of the rows, or other values."""
    rows = tables[hidden.source.name]
    if (
        hidden.name == "user.LastLoginDate"
    ):  # of those whom the login history does not know: of others it would disagree
        known = {row["UserId"] for row in tables["login_day"]}
        others: Rows = [
            row if row["Id"] in known else {**row, "LastLoginDate": _other(row["LastLoginDate"], ago(4), Type.TIME)}
            for row in rows
        ]
        return {**tables, "user": others}
    if hidden.column is None or hidden.rows:
        others = [row for number, row in enumerate(rows) if number % 2]
    else:
        kind = next(field.type for field in hidden.source.fields if field.name == hidden.column)
        values = [row.get(hidden.column) for row in rows]
        turned = values[1:] + values[:1]
        others = [
            {**row, hidden.column: _other(value, next_, kind)}
            for row, value, next_ in zip(rows, values, turned, strict=True)
        ]
    return {**tables, hidden.source.name: others}


def _other(value: object, next_: object, kind: Type) -> object:
    match value:
        case None:
            return next_
        case bool():
            return not value
        case int():
            return value * 2 + 1
        case datetime() | date():
            return value - timedelta(days=45)
        case _:
            if next_ == value:
                return f"{value} 2" if kind is Type.TEXT else None
            return next_
