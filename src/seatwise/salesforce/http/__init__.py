"""HTTP to an org: the read-only guard, retries, errors and the quota."""
