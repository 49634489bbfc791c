//! How far a run is, and how long it still takes.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal, a line now and then elsewhere.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    estimate: Duration,
}

impl Progress {
    /// Of `total` cases that should take about `estimate`.
    pub(crate) fn new(total: usize, estimate: Duration) -> Self {
        let bar = ProgressBar::new(total as u64);
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, began: Instant::now(), estimate }
    }

    /// `name` begins.
    pub(crate) fn begin(&self, name: &str) {
        let total = self.bar.length().unwrap_or(0);
        let left = time_left(self.bar.position(), total, self.began.elapsed(), self.estimate);
        self.bar.set_message(format!("about {} left · {name}", spoken(left)));
        if self.bar.is_hidden() && self.bar.position().is_multiple_of(10) {
            eprintln!("{}/{} about {} left · {name}", self.bar.position(), total, spoken(left));
        }
    }

    /// There are so many cases more, or fewer.
    pub(crate) fn change_total(&self, more: i64) {
        let total = self.bar.length().unwrap_or(0);
        self.bar.set_length(total.saturating_add_signed(more));
    }

    /// One more case is done.
    pub(crate) fn done(&self) {
        self.bar.inc(1);
    }

    /// Says a line without breaking the bar.
    pub(crate) fn say(&self, line: &str) {
        if self.bar.is_hidden() { eprintln!("{line}") } else { self.bar.println(line) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// What is left, from the pace so far; before there is a pace, from the estimate.
fn time_left(done: u64, total: u64, elapsed: Duration, estimate: Duration) -> Duration {
    let left = total.saturating_sub(done);
    match done {
        0 => estimate,
        _ => elapsed.mul_f64(left as f64 / done as f64),
    }
}

fn spoken(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace() {
        let estimate = Duration::from_secs(100);
        assert_eq!(time_left(0, 10, Duration::ZERO, estimate), estimate);
        assert_eq!(time_left(5, 10, Duration::from_secs(80), estimate), Duration::from_secs(80));
        assert_eq!(time_left(10, 10, Duration::from_secs(80), estimate), Duration::ZERO);
        assert_eq!(spoken(Duration::from_secs(125)), "2 min 05 s");
    }
}
