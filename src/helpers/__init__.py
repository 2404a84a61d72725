"""The workbook's logic. Importing this package imports nothing else; notebooks import what they use."""
