"""The commands that enter what Salesforce does not know: prices, buckets, entitlements, tracked objects, actors."""
