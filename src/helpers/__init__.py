"""The workbook's logic. Importing this package imports nothing else; notebooks import what they use."""

import sys

# Where jsonschema finds this library, importing it builds 38 parsers of web addresses, in a second and a half,
# for formats that no schema used here has. It does without where the library cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
