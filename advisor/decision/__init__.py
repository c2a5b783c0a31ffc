"""Pure: from needs, evidence and rules to points, a share and a verdict."""
