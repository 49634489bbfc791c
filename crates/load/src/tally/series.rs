//! Windows of 250 ms, so that a trend or a stall shows.

use hdrhistogram::Histogram;

/// The length of one window.
pub(super) const WINDOW_NS: u64 = 250_000_000;

/// One loop's part of one window; its response times as (value, count), to be merged exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeriesWindow {
    /// Which window, from the one that begins with the measured window.
    pub(super) index: i64,
    pub(super) sent: u64,
    pub(super) completed: u64,
    pub(super) errors: u64,
    pub(super) response_sum_ns: u64,
    pub(super) response: Vec<(u64, u32)>,
}

/// The windows that are over, and the one that is filling.
#[derive(Debug)]
pub(super) struct Series {
    origin: u64,
    over: Vec<SeriesWindow>,
    now: SeriesWindow,
    ends: u64,
    response: Histogram<u32>,
}

impl Series {
    pub(super) fn new() -> Self {
        Self {
            origin: 0,
            over: Vec::new(),
            now: SeriesWindow::default(),
            ends: 0,
            response: window_histogram(),
        }
    }

    /// When the measured window is planned to open.
    pub(super) fn origin(&mut self, origin: u64) {
        self.origin = origin;
    }

    #[inline]
    pub(super) fn sent(&mut self, now: u64) {
        self.at(now).sent += 1;
    }

    #[inline]
    pub(super) fn completed(&mut self, now: u64, response_ns: u64) {
        let window = self.at(now);
        window.completed += 1;
        window.response_sum_ns += response_ns;
        self.response.saturating_record(response_ns);
    }

    pub(super) fn failed(&mut self, now: u64) {
        self.at(now).errors += 1;
    }

    pub(super) fn finish(&mut self) -> Vec<SeriesWindow> {
        self.close();
        std::mem::take(&mut self.over)
    }

    /// The window of this moment. Time only goes forward, so there is just one to keep.
    #[inline]
    fn at(&mut self, now: u64) -> &mut SeriesWindow {
        if now >= self.ends {
            self.roll(now);
        }
        &mut self.now
    }

    #[cold]
    fn roll(&mut self, now: u64) {
        self.close();
        let index = (now.cast_signed() - self.origin.cast_signed()).div_euclid(WINDOW_NS.cast_signed());
        self.now = SeriesWindow { index, ..SeriesWindow::default() };
        self.ends = (self.origin.cast_signed() + (index + 1) * WINDOW_NS.cast_signed()).cast_unsigned();
    }

    fn close(&mut self) {
        if self.ends == 0 || self.now == (SeriesWindow { index: self.now.index, ..SeriesWindow::default() }) {
            return;
        }
        let mut window = std::mem::take(&mut self.now);
        window.response = self
            .response
            .iter_recorded()
            .map(|step| (step.value_iterated_to(), step.count_at_value()))
            .collect();
        self.response.reset();
        self.over.push(window);
    }
}

/// Coarser than the sample's: there are many of them.
pub(super) fn window_histogram() -> Histogram<u32> {
    Histogram::new_with_bounds(1, 60_000_000_000, 2).expect("these bounds are valid")
}
