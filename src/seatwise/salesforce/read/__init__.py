"""Reading one table of an org: its query, and the two routes, REST and Bulk API 2.0."""
