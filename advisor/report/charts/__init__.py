"""Pictures of a report: one chart a file, each with the same figures as text."""
