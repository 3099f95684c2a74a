"""The pages in the browser: serve them, open them, and tokens for them."""
