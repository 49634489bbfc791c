"""Makes the golden figures of this folder with independent implementations.

    python3 -m venv v && v/bin/pip install numpy==1.26.4 scipy==1.17.1 statsmodels==0.15.0 kneed==0.9.0 pymser==1.0.22
    v/bin/python make.py

Each line is a name and its numbers. Inputs are drawn once from a fixed seed and written beside the figures.
"""
import pathlib
import numpy as np
from scipy import stats

HERE = pathlib.Path(__file__).parent


def write(name, how, lines):
    rows = [f"# {how}; made by make.py"]
    for key, *numbers in lines:
        rows.append(" ".join([key] + [repr(float(n)) for n in np.ravel(np.concatenate([np.ravel(n) for n in numbers]))]))
    (HERE / f"{name}.txt").write_text("\n".join(rows) + "\n")


def special():
    lines = [("normal_cdf", z, stats.norm.cdf(z)) for z in (-8, -3, -1.959964, -0.5, 0, 0.1, 1, 2.5, 6)]
    lines += [("normal_quantile", p, stats.norm.ppf(p)) for p in (1e-12, 1e-6, 0.001, 0.025, 0.3, 0.5, 0.6, 0.975, 0.999)]
    lines += [("student_quantile", p, v, stats.t.ppf(p, v)) for p in (0.9, 0.975, 0.995) for v in (1, 1.5, 2, 3.7, 7, 30, 1000)]
    lines += [
        ("binomial_cdf", k, n, p, stats.binom.cdf(k, n, p))
        for k, n, p in (
            (0, 3, 0.5), (1, 3, 0.5), (3, 3, 0.5), (2, 10, 0.3), (95, 100, 0.99), (9880, 10000, 0.99), (9920, 10000, 0.99),
            (499000, 1000000, 0.5), (500900, 1000000, 0.5), (9990300, 10000000, 0.999), (0, 1000, 0.001),
        )
    ]
    write("special", "SciPy 1.17.1, scipy.stats norm, t and binom", lines)


def ranks():
    rng = np.random.default_rng(2)
    lines = []
    for name, n, levels in (("small", 6, None), ("untied", 20, None), ("long", 60, None), ("tied", 15, 6), ("ties_long", 50, 8)):
        a = rng.normal(size=n)
        b = 0.6 * a + rng.normal(size=n)
        if levels:
            a, b = np.round(a * levels / 4), np.round(b * levels / 4)
        found = stats.kendalltau(a, b)
        lines += [(f"{name}.a", a), (f"{name}.b", b), (f"{name}.tau", found.statistic), (f"{name}.p", found.pvalue)]
    write("kendall", "SciPy 1.17.1, scipy.stats.kendalltau", lines)
    lines = []
    for name, n, grid in (("plain", 12, None), ("tied", 30, 10), ("outlier", 9, None)):
        x = rng.uniform(0, 100, size=n)
        y = 3 + 0.5 * x + rng.normal(size=n) * 8
        if grid:
            x, y = np.round(x / grid) * grid, np.round(y)
        if name == "outlier":
            y[2] += 500
        found = stats.theilslopes(y, x)
        lines += [(f"{name}.x", x), (f"{name}.y", y), (f"{name}.found", found.slope, found.intercept, found.low_slope, found.high_slope)]
    write("theil_sen", "SciPy 1.17.1, scipy.stats.theilslopes: slope, intercept, low, high", lines)


def quantiles():
    rng = np.random.default_rng(3)
    lines = []
    for n, q in ((20, 0.5), (100, 0.9), (1000, 0.99), (7, 0.5), (400, 0.1)):
        x = np.sort(rng.lognormal(size=n))
        found = stats.quantile_test(x, p=q).confidence_interval(0.95)
        rank = lambda value: np.searchsorted(x, value) + 1
        lines.append(("bounds", n, q, rank(found.low), rank(found.high)))
    write("order", "SciPy 1.17.1, scipy.stats.quantile_test: samples, q, rank of the low end, rank of the high end", lines)


def differences():
    rng = np.random.default_rng(4)
    lines = []
    for name, n, m in (("alike", 5, 5), ("unequal", 3, 9), ("many", 12, 20)):
        before, after = rng.lognormal(3, 0.1, size=n), rng.lognormal(3.1, 0.3, size=m)
        found = stats.ttest_ind(np.log(after), np.log(before), equal_var=False).confidence_interval(0.95)
        lines += [(f"{name}.before", before), (f"{name}.after", after), (f"{name}.interval", np.exp(found.low), np.exp(found.high))]
    write("welch", "SciPy 1.17.1, scipy.stats.ttest_ind with equal_var=False on logarithms", lines)


def bootstraps():
    rng = np.random.default_rng(5)
    lines, studentised = [], []
    for name, n in (("skewed", 25), ("small", 10)):
        x = rng.exponential(size=n)
        n_over = np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1)
        level = 1 - 2 * stats.norm.cdf(-n_over)
        kind = dict(n_resamples=400_000, method="BCa", confidence_level=level, rng=np.random.default_rng(6))
        found = stats.bootstrap((x,), np.std, **kind).confidence_interval
        lines += [(f"{name}.x", x), (f"{name}.interval", found.low, found.high)]
    for name, n in (("few", 8), ("more", 15)):
        x = rng.normal(size=n) * 0.1 + rng.exponential(size=n) * 0.1
        drawn = x[np.random.default_rng(9).integers(0, n, size=(400_000, n))]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = (drawn.mean(axis=1) - x.mean()) / stats.sem(drawn, axis=1)
        low, high = np.nanquantile(t, [0.025, 0.975], method="nearest")
        ends = x.mean() - np.array([high, low]) * stats.sem(x)
        studentised += [(f"{name}.x", x), (f"{name}.interval", ends)]
    write("studentised", "NumPy 1.26.4, bootstrap-t of the mean with SciPy's sem, 400,000 resamples", studentised)
    write("bootstrap", "SciPy 1.17.1, scipy.stats.bootstrap, BCa of the standard deviation at a level widened for n, 400,000 resamples", lines)


def series():
    from statsmodels.tsa.stattools import acf
    import pymser.pymser as pymser

    rng = np.random.default_rng(7)
    lines = []
    for name, n, phi in (("independent", 200, 0.0), ("correlated", 400, 0.8), ("swinging", 100, -0.5)):
        x = np.zeros(n)
        for i in range(n):
            x[i] = phi * (x[i - 1] if i else 0) + rng.normal()
        rho = acf(x, nlags=n - 1, adjusted=False, fft=False)
        gamma = rho[0 : 2 * (n // 2) : 2] + rho[1 : 2 * (n // 2) : 2]
        positive = np.minimum.accumulate(gamma[: np.argmax(gamma <= 0)])
        lines += [(f"{name}.x", x), (f"{name}.effective", n / max(1, 2 * positive.sum() - 1))]
    write("effective", "statsmodels 0.15.0, tsa.stattools.acf, summed by Geyer's initial monotone sequence", lines)
    lines = []
    for name, n, scale in (("settles", 100, 20.0), ("steady", 60, 0.0), ("slowly", 203, 15.0)):
        x = 50 + scale * np.exp(-np.arange(n) / 12) + rng.normal(size=n)
        curve = np.array(pymser.calculate_MSEm(x, batch_size=5))
        half = n // 5 // 2
        lines += [(f"{name}.x", x), (f"{name}.cut", 5 * np.argmin(curve[: half + 1]))]
    write("mser", "pymser 1.0.22, calculate_MSEm of batch means of 5, least in the first half", lines)
    lines = []
    import statsmodels.api as sm

    for name, n, rise, phi in (("flat", 40, 0.0, 0.4), ("rising", 30, 0.1, 0.0), ("short", 6, 0.0, 0.0)):
        e = np.zeros(n)
        for i in range(n):
            e[i] = phi * (e[i - 1] if i else 0) + rng.normal()
        y = 100 + rise * np.arange(n) + e
        fit = sm.OLS(y, sm.add_constant(np.arange(n))).fit()
        r = max(0, acf(fit.resid, nlags=1, adjusted=False, fft=False)[1])
        ne = n * (1 - r) / (1 + r)
        error = fit.bse[1] * np.sqrt((n - 2) / (ne - 2))
        reach = stats.t.ppf(0.975, ne - 2) * error
        ends = (np.array([0, -reach, reach]) + fit.params[1]) * (n - 1) / y.mean()
        lines += [(f"{name}.y", y), (f"{name}.drift", ends)]
    write("trend", "statsmodels 0.15.0, OLS and acf, with Santer's effective number: drift, low, high", lines)


def curves():
    from kneed import KneeLocator
    from scipy.optimize import nnls

    rng = np.random.default_rng(8)
    x = np.linspace(0, 1, 10)
    lines = [("paper.x", x), ("paper.y", -1 / (x + 0.1) + 5)]
    x = np.arange(1.0, 21)
    lines += [("latency.x", x), ("latency.y", 10 + 2 / (1 - x / 21)), ("bumpy.x", x), ("bumpy.y", 100 * (1 - np.exp(-x / 4)) + rng.normal(size=20) * 2)]
    steps = np.concatenate([np.full(6, 0.2), np.full(3, 5.0), np.full(6, 0.2), np.full(4, 9.0)])
    lines += [("stairs.x", x), ("stairs.y", np.concatenate([[0], np.cumsum(steps)]))]
    table = dict((key, value) for key, value in lines)
    for case, curve in (("paper", "concave"), ("latency", "convex"), ("bumpy", "concave"), ("stairs", "convex")):
        found = KneeLocator(table[f"{case}.x"], table[f"{case}.y"], curve=curve, direction="increasing", S=1.0)
        lines.append((f"{case}.knee", found.knee))
    write("knee", "kneed 0.9.0, KneeLocator with S=1; paper is figure 2 of Satopaa et al., knee 0.22", lines)
    lines = []
    n = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256], dtype=float)
    for case, one, sigma, kappa in (("peaks", 900, 0.03, 2e-4), ("saturates", 50, 0.2, 0.0), ("linear", 10, 0.0, 0.0)):
        y = one * n / (1 + sigma * (n - 1) + kappa * n * (n - 1)) * rng.lognormal(0, 0.02, size=len(n))
        matrix = np.stack([np.ones_like(n), n - 1, n * (n - 1)], axis=1) * (y / n)[:, None]
        scale = np.linalg.norm(matrix, axis=0)
        a, b, c = nnls(matrix / scale, np.ones_like(n))[0] / scale
        lines += [(f"{case}.n", n), (f"{case}.y", y), (f"{case}.fit", 1 / a, b / a, c / a)]
    write("usl", "SciPy 1.17.1, scipy.optimize.nnls on relative errors of the linearised law: one, contention, coherency", lines)


def differences_found():
    lines = []
    for sd, n in ((0.02, 2), (0.02, 5), (0.1, 12), (0.3, 40)):
        factor = stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.80, n - 1)
        lines.append(("smallest", sd, n, np.expm1(factor * sd / np.sqrt(n)), stats.nct.sf(stats.t.ppf(0.975, n - 1), n - 1, factor)))
    lines += [("alarms", n, rate, stats.binom.ppf(0.95, n, rate)) for n, rate in ((1, 0.05), (20, 0.05), (60, 0.05), (200, 0.05), (1000, 0.01), (7, 0.5))]
    write("power", "SciPy 1.17.1, t.ppf, power of it by nct.sf, and binom.ppf: deviation, blocks, difference, power; trials, rate, alarms", lines)


def places():
    from scipy.optimize import brentq

    rng = np.random.default_rng(10)
    lines = []
    for name, exponent in (("gentle", 0.6), ("steep", 2.5)):
        loads = np.array([1.0, 2, 4, 8, 16, 32, 64, 128])
        x, ends = np.log(loads), (0.0, np.log(128))
        a = 10 * loads**exponent
        b = a[4] * 1.3 * (loads / 16) ** (exponent / 3)
        root = lambda f: np.exp(brentq(f, *ends, xtol=1e-14, rtol=1e-14))
        bound = a[3] * 1.4
        passed = root(lambda at: np.interp(at, x, np.log(a)) - np.log(bound))
        crossed = root(lambda at: np.interp(at, x, np.log(a)) - np.interp(at, x, np.log(b)))
        lines += [(f"{name}.loads", loads), (f"{name}.a", a), (f"{name}.b", b), (f"{name}.bound", bound), (f"{name}.found", passed, crossed)]
        blocks = rng.lognormal(4, 0.2, size=7)
        ends = np.exp(stats.ttest_1samp(np.log(blocks), 0).confidence_interval(0.95))
        ranked = stats.quantile_test(blocks, p=0.5).confidence_interval(0.95)
        lines += [(f"{name}.blocks", blocks), (f"{name}.located", stats.gmean(blocks), ends), (f"{name}.ranked", ranked.low, ranked.high)]
    write("place", "SciPy 1.17.1, brentq on NumPy's interp of logarithms; gmean, ttest_1samp of logarithms, quantile_test", lines)


def slopes_of_blocks():
    rng = np.random.default_rng(11)
    lines = []
    for name, per_block in (("few", 3), ("more", 5)):
        block = np.repeat(np.arange(4), per_block)
        x = np.tile(np.arange(per_block) * 250.0, 4)
        y = 3e6 + block * 1e5 + 8_000 * x * rng.lognormal(0, 0.1, size=len(x))
        own = [stats.linregress(x[block == b], y[block == b]).slope for b in range(4)]
        lines += [(f"{name}.block", block), (f"{name}.x", x), (f"{name}.y", y), (f"{name}.slopes", own)]
        lines.append((f"{name}.interval", stats.ttest_1samp(own, 0).confidence_interval(0.95)))
    write("slopes", "SciPy 1.17.1, linregress of each block, ttest_1samp of the slopes", lines)


def tails():
    rng = np.random.default_rng(12)
    lines = []
    # Below 2,048 a histogram of three digits is exact.
    for name, n, q in (("median", 41, 0.5), ("p90", 400, 0.9), ("p99", 1500, 0.99)):
        x = np.minimum(np.ceil(rng.lognormal(4.5, 0.7, size=n)), 2000)
        found = stats.quantile_test(x, p=q).confidence_interval(0.95)
        value = np.quantile(x, q, method="inverted_cdf")
        lines += [(f"{name}.x", x), (f"{name}.found", q, value, found.low, found.high)]
    write("tail", "SciPy 1.17.1, quantile_test, and NumPy's quantile by inverted_cdf: share, value, low, high", lines)


if __name__ == "__main__":
    for make in (special, ranks, quantiles, differences, bootstraps, series, curves, differences_found, places, slopes_of_blocks, tails):
        make()
