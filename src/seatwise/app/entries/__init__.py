"""What people enter: prices, overrides of licenses, tracked objects, and actors from a file."""
