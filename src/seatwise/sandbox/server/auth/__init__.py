"""Login to the sandbox org: SOAP and OAuth, with Salesforce's errors."""
