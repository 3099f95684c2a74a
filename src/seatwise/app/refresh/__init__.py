"""Reading an org: what is read and after what, several reads at once, how far it is, and the commit at the end."""
