"""What a batch of diagnostics leaves for people: a recap for a spreadsheet, and a page to find each diagnostic from."""
