"""The frameworks that can be measured."""
