"""Ways into the sandbox org: SOAP login and OAuth, with the faults that Salesforce gives."""
