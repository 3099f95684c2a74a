"""Login: one function per login method, each returns a Session."""
