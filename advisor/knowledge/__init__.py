"""Reading the folders of rules into the values that decide."""
