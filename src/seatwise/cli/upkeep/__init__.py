"""Commands about the home folder itself: keys, backups, and whether everything is whole."""
