"""What is said of figures once they are known: comparisons, with their reasons."""
