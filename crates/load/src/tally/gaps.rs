//! Gaps between arrivals, as planned and as sent.

use hdrhistogram::Histogram;

use crate::outcome::histogram;

/// What the arrival test rests on.
#[derive(Debug)]
pub(crate) struct Gaps {
    pub(crate) planned: Histogram<u64>,
    pub(crate) sent: Histogram<u64>,
    last_planned: Option<u64>,
    last_sent: Option<u64>,
}

impl Default for Gaps {
    fn default() -> Self {
        Self { planned: histogram(), sent: histogram(), last_planned: None, last_sent: None }
    }
}

impl Gaps {
    #[inline]
    pub(super) fn planned(&mut self, at: u64) {
        if let Some(last) = self.last_planned.replace(at) {
            self.planned.saturating_record(at - last);
        }
    }

    #[inline]
    pub(super) fn sent(&mut self, at: u64) {
        if let Some(last) = self.last_sent.replace(at) {
            self.sent.saturating_record(at - last);
        }
    }
}
