"""What is asked about a project, and what was answered."""
