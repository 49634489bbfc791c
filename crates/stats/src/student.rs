//! Student's t, as far as a 95 % interval over blocks needs it.

/// Upper 2.5 % points of the t distribution for 1 to 30 degrees of freedom: NIST/SEMATECH e-Handbook of
/// Statistical Methods, section 1.3.6.7.2, with one more digit. A test integrates the density to check them.
const T_975: [f64; 30] = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604,
    2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555,
    2.0518, 2.0484, 2.0452, 2.0423,
];

/// The factor of a two-sided 95 % interval with so many degrees of freedom; `None` for 0.
///
/// Beyond 30 the value for 30 is kept: at most 4 % too wide, which errs on the honest side.
#[must_use]
pub fn t_975(degrees_of_freedom: usize) -> Option<f64> {
    let last = T_975.len();
    T_975.get(degrees_of_freedom.min(last).checked_sub(1)?).copied()
}
