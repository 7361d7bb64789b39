"""What the notebooks of the convention display, one module a notebook."""
