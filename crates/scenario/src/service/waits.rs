//! How long calls take, as a reader writes it.

use contract::limits::MAX_WAIT_MS;

/// Half of a normal distribution's tail beyond 1 %: a log-normal p99 is median × e^(2.326 σ).
const Z_99: f64 = 2.326_347_874;

/// The waits of a service's calls: one, one with a tail, or several with their shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    /// The most frequent first.
    each: Vec<(u32, f64)>,
    sigma: Option<f64>,
}

impl Waits {
    /// Reads `20`, or `5,20,80:1%`: waits in ms; one without a share gets an equal part of what the others leave.
    /// A request draws one, and all its calls take it. With `p99_ms`, the one wait is the median of a log-normal law
    /// of which one call in a hundred takes longer than that.
    ///
    /// # Errors
    /// What is wrong with it, in a line.
    pub fn parse(text: &str, p99_ms: Option<f64>) -> Result<Self, String> {
        let mut each: Vec<(u32, Option<f64>)> = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (ms, share) = match part.split_once(':') {
                None => (part, None),
                Some((ms, share)) => (ms, Some(read_share(share)?)),
            };
            let ms: u32 = ms.trim().parse().ok().filter(|ms| *ms <= MAX_WAIT_MS).ok_or_else(|| {
                format!(
                    "`{part}` is no wait: whole milliseconds up to {MAX_WAIT_MS}, as `20` or `5,20,80:1%`"
                )
            })?;
            if each.iter().any(|one| one.0 == ms) {
                return Err(format!("{ms} ms stands there twice"));
            }
            each.push((ms, share));
        }
        let given: f64 = each.iter().filter_map(|one| one.1).sum();
        let left = each.iter().filter(|one| one.1.is_none()).count();
        if (left == 0 && (given - 1.0).abs() > 1e-6) || (left > 0 && given >= 1.0 - 1e-9) {
            return Err(format!(
                "the shares make {:.4} %: leave one wait without a share, and it gets the rest",
                given * 100.0
            ));
        }
        let rest = (1.0 - given) / left.max(1) as f64;
        let mut each: Vec<(u32, f64)> =
            each.into_iter().map(|(ms, share)| (ms, share.unwrap_or(rest))).collect();
        // Those that are equally frequent stay in their order.
        each.sort_by(|a, b| b.1.total_cmp(&a.1));
        let sigma = p99_ms.map(|p99_ms| sigma(&each, p99_ms)).transpose()?;
        Ok(Self { each, sigma })
    }

    /// The most frequent wait, in ms.
    pub(super) fn main_ms(&self) -> u32 {
        self.each.first().map_or(0, |one| one.0)
    }

    /// The other waits in ms, with their shares of all requests.
    pub(super) fn others(&self) -> impl Iterator<Item = (u32, f64)> {
        self.each.iter().skip(1).map(|&(ms, share)| (ms, (share * 1e6).round() / 1e6))
    }

    /// Of a log-normal law.
    pub(super) fn sigma(&self) -> Option<f64> {
        self.sigma
    }

    /// The mean, in ms. That of a log-normal law is median × e^(σ² ÷ 2).
    #[must_use]
    pub fn mean_ms(&self) -> f64 {
        let mean: f64 = self.each.iter().map(|&(ms, share)| f64::from(ms) * share).sum();
        mean * self.sigma.map_or(1.0, |sigma| (sigma * sigma / 2.0).exp())
    }

    /// `20 ms`, `20 ms (p99 80 ms)`, `5 ms (99 %) or 80 ms (1 %)`.
    pub(super) fn in_words(&self) -> String {
        if let Some(sigma) = self.sigma {
            return format!(
                "{0} ms (p99 {1:.0} ms)",
                self.main_ms(),
                f64::from(self.main_ms()) * (sigma * Z_99).exp()
            );
        }
        let one = |&(ms, share): &(u32, f64)| format!("{ms} ms ({} %)", (share * 1e4).round() / 1e2);
        match self.each.as_slice() {
            [] | [_] => format!("{} ms", self.main_ms()),
            [first @ .., last] => {
                let first: Vec<String> = first.iter().map(one).collect();
                format!("{} or {}", first.join(", "), one(last))
            }
        }
    }
}

fn read_share(text: &str) -> Result<f64, String> {
    let percent = text.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    percent
        .filter(|percent| (0.01..=90.0).contains(percent))
        .map(|percent| percent / 100.0)
        .ok_or_else(|| format!("`{text}` is no share: between 0.01% and 90%, as `80:1%`"))
}

/// σ from median and p99.
fn sigma(each: &[(u32, f64)], p99_ms: f64) -> Result<f64, String> {
    let &[(median_ms, _)] = each else {
        return Err("a p99 goes with a single wait, its median; several waits have their shares".into());
    };
    let sigma = (p99_ms / f64::from(median_ms)).ln() / Z_99;
    if median_ms == 0 || !(crate::limits::SIGMA_MIN..=crate::limits::SIGMA_MAX).contains(&sigma) {
        return Err(format!("the calls' p99 of {p99_ms} ms must be above their median of {median_ms} ms"));
    }
    Ok(sigma)
}
