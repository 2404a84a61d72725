"""JupyterLab's own export (File > Save and Export As > HTML) with the template of the report's pages."""

from pathlib import Path

c = get_config()  # noqa: F821 - given by whoever reads this file
c.HTMLExporter.template_name = "workbook"
c.HTMLExporter.extra_template_basedirs = [str(Path(__file__).parents[1])]
