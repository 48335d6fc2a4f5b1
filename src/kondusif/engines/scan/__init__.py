from kondusif.engines.scan.cases import Cases, CaseSettings, Cluster, ScanError, scan_cases
from kondusif.engines.scan.circles import on_globe

__all__ = ["CaseSettings", "Cases", "Cluster", "ScanError", "on_globe", "scan_cases"]
