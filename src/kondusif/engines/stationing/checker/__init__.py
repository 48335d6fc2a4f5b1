"""The independent checker: judges a plan and its certificate without any code of the solver.

It shares only the data types of `problem` with the solver. Distances, rules, objective and bounds
are written again here, in the plainest way that is fast enough; cells that the certificate calls
closed are solved again, small ones by enumeration and larger ones by HiGHS.
"""

from kondusif.engines.stationing.checker.report import Report, check, check_plan

__all__ = ["Report", "check", "check_plan"]
