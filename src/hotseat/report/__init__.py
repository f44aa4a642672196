"""What a run found, as one page: a single HTML file that needs nothing else, to read, share, print and replay."""

from hotseat.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
