"""What people wrote of a convention, laid out: one module for each part of the page."""
