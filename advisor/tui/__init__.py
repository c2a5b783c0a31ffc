"""The interactive application: screens over the same core as the command line."""
