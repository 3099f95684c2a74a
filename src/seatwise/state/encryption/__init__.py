"""The secrets of logins, encrypted, and where their key is."""
