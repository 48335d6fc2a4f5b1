"""How unusual a count is: the two log-likelihood ratios that every scan here maximises.

Kulldorff et al. 2005 (PLoS Medicine 2:e59) for the permutation statistic, Neill 2006 (thesis) and
2009 (International Journal of Forecasting 25:498) for the expectation-based one.
"""

import numpy as np

from kondusif.engines.scan.jit import kernel


@kernel
def expectation_poisson(count: float, expected: float) -> float:
    """F = C ln(C/B) + B - C where C > B > 0, else 0: counts against what was expected."""
    if count <= expected or expected <= 0.0:
        return 0.0
    return float(count * np.log(count / expected) + expected - count)


@kernel
def permutation(count: float, expected: float, total: float) -> float:
    """c ln(c/m) + (T-c) ln((T-c)/(T-m)) where c > m, else 0; m is expected given both margins."""
    if count <= expected or expected <= 0.0:
        return 0.0
    inside = count * np.log(count / expected)
    if count >= total:
        return float(inside)
    return float(inside + (total - count) * np.log((total - count) / (total - expected)))
