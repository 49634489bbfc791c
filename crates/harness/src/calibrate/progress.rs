//! How far a calibration is, and how long it still takes.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal, a line now and then elsewhere. It counts expected time, not checks, since a
/// check takes between one second and two minutes.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    total: Duration,
    before: Duration,
    now: Duration,
    said: Instant,
}

/// Without a terminal a line is printed at most this often.
const EVERY: Duration = Duration::from_secs(20);

impl Progress {
    /// Of checks that take about `total`.
    pub(crate) fn new(total: Duration) -> Self {
        let bar = ProgressBar::new(total.as_millis() as u64);
        let style = ProgressStyle::with_template("{bar:30}  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let now = Instant::now();
        Self { bar, began: now, total, before: Duration::ZERO, now: Duration::ZERO, said: now }
    }

    /// A check begins, which takes about `takes`; the one before it is done.
    pub(crate) fn begin(&mut self, name: &str, takes: Duration) {
        self.before += self.now;
        self.now = takes;
        self.at(0.0, name);
    }

    /// The check that runs has come so far (0 to 1) and does `what`.
    pub(crate) fn at(&mut self, share: f64, what: &str) {
        let done = self.before + self.now.mul_f64(share.clamp(0.0, 1.0));
        let left = time_left(done, self.total, self.began.elapsed());
        let message = format!("about {} s left · {what}", left.as_secs_f64().round());
        self.bar.set_position(done.as_millis() as u64);
        self.bar.set_message(message.clone());
        if self.bar.is_hidden() && self.said.elapsed() > EVERY {
            eprintln!("{message}");
            self.said = Instant::now();
        }
    }

    /// Says a line on standard output without breaking the bar.
    pub(crate) fn say(&self, line: &str) {
        self.bar.suspend(|| println!("{line}"));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// What is left of `total`, at the pace at which `done` of it was done so far.
fn time_left(done: Duration, total: Duration, elapsed: Duration) -> Duration {
    let left = total.saturating_sub(done);
    // The first seconds know no pace yet.
    let pace = if done.as_secs() < 5 { 1.0 } else { elapsed.as_secs_f64() / done.as_secs_f64() };
    left.mul_f64(pace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace() {
        let s = Duration::from_secs;
        assert_eq!(time_left(s(0), s(180), s(0)), s(180));
        assert_eq!(time_left(s(60), s(180), s(90)), s(180), "half as fast again as expected");
        assert_eq!(time_left(s(180), s(180), s(200)), s(0));
        assert_eq!(time_left(s(190), s(180), s(200)), s(0), "longer than expected is not negative");
    }
}
