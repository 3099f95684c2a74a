"""What the pages of connections work with: forms, tests, browser logins and refreshes."""
