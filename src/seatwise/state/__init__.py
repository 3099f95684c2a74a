"""What people enter: orgs, secrets, prices, bucket and entitlement overrides, tracked objects, in state.db."""
