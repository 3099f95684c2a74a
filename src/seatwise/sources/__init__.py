"""What Seatwise reads of an org: one declaration per Salesforce object."""
