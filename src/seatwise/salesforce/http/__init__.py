"""The conversation with an org: what may leave, how it travels, what a refusal means, how often we may ask."""
