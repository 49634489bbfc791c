//! From values to places, and which values get a tick.

/// An axis: the values at its ends and how they are spread.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) is_log: bool,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) ticks: Vec<f64>,
}

impl Scale {
    /// From 0 to a little above the largest value: a height can be compared with another by eye.
    pub(crate) fn linear(values: impl IntoIterator<Item = f64>) -> Self {
        let highest = values.into_iter().filter(|value| value.is_finite()).fold(0.0, f64::max);
        let highest = if highest > 0.0 { highest } else { 1.0 };
        let step = round_step(highest / 4.0);
        let steps = (highest * 1.02 / step).ceil();
        let ticks = (0..=steps as u32).map(|i| f64::from(i) * step).collect();
        Self { is_log: false, low: 0.0, high: steps * step, ticks }
    }

    /// From 0 to the highest of `loads`, where the picture ends.
    pub(crate) fn linear_to(loads: &[f64]) -> Self {
        let wide = Self::linear(loads.iter().copied());
        let high = loads.iter().copied().fold(0.0, f64::max);
        if high <= 0.0 {
            return wide;
        }
        let ticks = wide.ticks.into_iter().filter(|&tick| tick <= high).collect();
        Self { high, ticks, ..wide }
    }

    /// Logarithmic, with ticks at 1, 2, 5 or at powers of ten only where the values span much.
    pub(crate) fn log(values: impl IntoIterator<Item = f64>) -> Self {
        let positive: Vec<f64> =
            values.into_iter().filter(|value| value.is_finite() && *value > 0.0).collect();
        let lowest = positive.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = positive.iter().copied().fold(0.0, f64::max);
        if positive.is_empty() {
            return Self { is_log: true, low: 1.0, high: 10.0, ticks: vec![1.0, 10.0] };
        }
        let (low, high) = (lowest / 1.15, highest * 1.15);
        let decades = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
        let steps: &[f64] = match (high / low).log10() {
            span if span > 3.2 => &[1.0],
            span if span > 2.0 => &[1.0, 3.0],
            span if span > 0.8 => &[1.0, 2.0, 5.0],
            _ => &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0],
        };
        let all = decades.flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)));
        let ticks: Vec<f64> = all.filter(|tick| (low..=high).contains(tick)).collect();
        // One tick alone says nothing of how heights are spread.
        let ticks = if ticks.len() < 3 { even_ticks(low, high) } else { ticks };
        Self { is_log: true, low, high, ticks }
    }

    /// Logarithmic with a tick at each of `loads` (all of them were measured; nothing lies between).
    pub(crate) fn log_at(loads: &[f64]) -> Self {
        let (first, last) = (loads.first().copied().unwrap_or(1.0), loads.last().copied().unwrap_or(1.0));
        // A single load stands at the right end, beside the names of its lines.
        let (low, high) = if last > first { (first, last) } else { (first / 4.0, first) };
        Self { is_log: true, low, high, ticks: loads.to_vec() }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high one.
    pub(crate) fn share(&self, value: f64) -> f64 {
        let share = if self.is_log {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        share.clamp(0.0, 1.0)
    }
}

/// Round values from `low` to `high` at even steps.
fn even_ticks(low: f64, high: f64) -> Vec<f64> {
    let step = round_step((high - low) / 4.0);
    let (first, last) = ((low / step).ceil(), (high / step).floor());
    (0..=(last - first).max(0.0) as u32).map(|i| (first + f64::from(i)) * step).collect()
}

/// 1, 2, 2.5 or 5 times a power of ten, not below `step`.
fn round_step(step: f64) -> f64 {
    let decade = 10f64.powf(step.log10().floor());
    let factors = [1.0, 2.0, 2.5, 5.0, 10.0];
    factors.into_iter().map(|factor| factor * decade).find(|&round| round >= step * 0.999).unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        let scale = Scale::linear([12.0, 86.0]);
        assert_eq!(scale.ticks, [0.0, 25.0, 50.0, 75.0, 100.0]);
        let scale = Scale::log([10_500.0, 1_686_000.0]);
        assert!(scale.low < 10_500.0 && scale.high > 1_686_000.0);
        assert_eq!(scale.ticks, [10_000.0, 30_000.0, 100_000.0, 300_000.0, 1_000_000.0]);
    }

    #[test]
    fn an_axis_has_more_than_one_tick_however_little_it_spans() {
        let scale = Scale::log([10.6, 10.7]);
        assert_eq!(scale.ticks, [10.0, 11.0, 12.0]);
        for value in [0.07, 1.0, 6_300.0] {
            assert!(Scale::log([value]).ticks.len() >= 2, "{value}");
        }
    }

    #[test]
    fn a_single_load_stands_at_the_right_end() {
        assert_eq!(Scale::log_at(&[64.0]).share(64.0), 1.0);
    }

    #[test]
    fn places_lie_between_the_ends() {
        let scale = Scale::log_at(&[1.0, 64.0, 4096.0]);
        assert_eq!([scale.share(1.0), scale.share(64.0), scale.share(4096.0)], [0.0, 0.5, 1.0]);
        assert_eq!([scale.share(0.0), scale.share(1e9)], [0.0, 1.0]);
        assert!(Scale::linear([]).high > 0.0 && Scale::log([]).share(3.0) > 0.0);
    }
}
