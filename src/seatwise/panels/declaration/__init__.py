"""What a panel is made of: its declaration, its parameters and its result."""
