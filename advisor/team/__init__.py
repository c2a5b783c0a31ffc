"""A team's session: one file that several processes write at once, and what each of its people may do."""
