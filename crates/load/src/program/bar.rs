//! What is shown while it runs; on a thread of its own, so that the loops are not held up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use load::Progress;

use super::units::count;

const EVERY: Duration = Duration::from_millis(250);

/// Shows the progress until it is dropped.
pub(super) struct Bar {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    pub(super) fn show(progress: Progress, expected: Duration) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        let thread = std::thread::spawn(move || draw(&progress, expected, &is_over));
        Self { over, thread: Some(thread) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn draw(progress: &Progress, expected: Duration, over: &AtomicBool) {
    let bar = ProgressBar::new(expected.as_millis() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {msg}") {
        bar.set_style(style);
    }
    let (began, mut before, mut last) = (Instant::now(), progress.counts(), Instant::now());
    while !over.load(Ordering::Relaxed) {
        std::thread::park_timeout(EVERY);
        let (now, passed) = (progress.counts(), last.elapsed().as_secs_f64());
        last = Instant::now();
        let per_s = (now.right - before.right) as f64 / passed.max(1e-3);
        let in_flight = now.sent.saturating_sub(now.right + now.wrong);
        before = now;
        bar.set_position((began.elapsed().as_millis() as u64).min(expected.as_millis() as u64));
        let (right, wrong) = (count(per_s as u64), count(now.wrong));
        bar.set_message(format!("{right}/s right, {wrong} wrong, {in_flight} in flight"));
    }
    bar.finish_and_clear();
}
