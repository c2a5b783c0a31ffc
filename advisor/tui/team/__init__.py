"""A team's session on the screen: a participant's seat, and the facilitator's chair."""
