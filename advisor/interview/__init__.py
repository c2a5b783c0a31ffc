"""A project's answers while they are being given, without any screen: kept, undone, weighed and exported."""
