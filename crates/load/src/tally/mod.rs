//! One loop's counting: three clocks, causes, windows.
//!
//! A request is a [`Ticket`] from when it is planned until it has ended. Each sampled ticket ends by
//! exactly one of [`Tally::right`], [`Tally::failed`] and [`Tally::censored`].

mod gaps;
mod merge;
mod series;

use hdrhistogram::Histogram;

use crate::Counts;
use crate::answer::Cause;
use crate::outcome::{Errors, histogram};
pub(crate) use gaps::Gaps;
pub(crate) use merge::merge;
use series::Series;
pub(crate) use series::SeriesWindow;

/// One request on its way. Times are nanoseconds on the loops' clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    /// When it should have been sent.
    pub(crate) planned: u64,
    /// When it was; [`UNSENT`] before.
    pub(crate) sent: u64,
    /// Which request of a mix.
    pub(crate) class: u16,
    /// Whether it belongs to the sample.
    pub(crate) sample: bool,
}

/// In place of a time: not sent yet.
pub(crate) const UNSENT: u64 = u64::MAX;

impl Ticket {
    pub(crate) fn planned(planned: u64, class: u16, sample: bool) -> Self {
        Self { planned, sent: UNSENT, class, sample }
    }
}

/// What one loop has counted.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) planned: u64,
    pub(crate) sent: u64,
    pub(crate) completed: u64,
    pub(crate) completed_in_window: u64,
    pub(crate) censored: u64,
    pub(crate) shed: u64,
    pub(crate) errors: Errors,
    pub(crate) response: Histogram<u64>,
    pub(crate) service: Histogram<u64>,
    pub(crate) lag: Histogram<u64>,
    pub(crate) lateness: Histogram<u64>,
    pub(crate) gaps: Gaps,
    /// One for each class of a mix; none without one.
    pub(crate) classes: Vec<ClassTally>,
    /// Everything since the load began, sampled or not.
    pub(crate) counts: Counts,
    /// Requests sent and not ended, sampled or not.
    pub(crate) in_flight: u64,
    /// ∫ in flight dt over the window. While it is open the sum is off by `in_flight × now`; wrapping
    /// arithmetic keeps the final difference exact.
    pub(crate) in_flight_area_ns: u64,
    series: Series,
    in_window: bool,
    open_loop: bool,
}

/// What one loop has counted of one class.
#[derive(Debug)]
pub(crate) struct ClassTally {
    pub(crate) planned: u64,
    pub(crate) completed: u64,
    pub(crate) errors: u64,
    pub(crate) censored: u64,
    pub(crate) response: Histogram<u64>,
    pub(crate) service: Histogram<u64>,
}

impl Default for ClassTally {
    fn default() -> Self {
        let (response, service) = (histogram(), histogram());
        Self { planned: 0, completed: 0, errors: 0, censored: 0, response, service }
    }
}

impl Tally {
    pub(crate) fn new(open_loop: bool, classes: usize) -> Self {
        Self {
            planned: 0,
            sent: 0,
            completed: 0,
            completed_in_window: 0,
            censored: 0,
            shed: 0,
            errors: Errors::default(),
            response: histogram(),
            service: histogram(),
            lag: histogram(),
            lateness: histogram(),
            gaps: Gaps::default(),
            classes: (0..classes).map(|_| ClassTally::default()).collect(),
            counts: Counts::default(),
            in_flight: 0,
            in_flight_area_ns: 0,
            series: Series::new(),
            in_window: false,
            open_loop,
        }
    }

    /// When the window is planned to open; the series is counted from there.
    pub(crate) fn load_starts(&mut self, window_start: u64) {
        self.series.origin(window_start);
    }

    pub(crate) fn window_opens(&mut self, now: u64) {
        self.in_window = true;
        self.in_flight_area_ns = 0_u64.wrapping_sub(self.in_flight.wrapping_mul(now));
    }

    pub(crate) fn window_closes(&mut self, now: u64) {
        self.in_window = false;
        self.in_flight_area_ns = self.in_flight_area_ns.wrapping_add(self.in_flight.wrapping_mul(now));
    }

    pub(crate) fn in_window(&self) -> bool {
        self.in_window
    }

    /// A ticket exists from now on.
    #[inline]
    pub(crate) fn plan(&mut self, ticket: &Ticket) {
        if ticket.sample {
            self.planned += 1;
            if let Some(class) = self.classes.get_mut(usize::from(ticket.class)) {
                class.planned += 1;
            }
        }
    }

    /// The loop takes up an arrival that was planned.
    #[inline]
    pub(crate) fn taken_up(&mut self, ticket: &Ticket, now: u64) {
        if ticket.sample {
            self.lateness.saturating_record(now.saturating_sub(ticket.planned));
            self.gaps.planned(ticket.planned);
        }
    }

    /// A ticket that was begun before the window and is unanswered at its end joins the sample.
    pub(crate) fn adopt(&mut self, ticket: &mut Ticket) {
        ticket.sample = true;
        self.plan(ticket);
        self.sent += u64::from(ticket.sent != UNSENT);
    }

    #[inline]
    pub(crate) fn sent(&mut self, ticket: &mut Ticket, now: u64) {
        ticket.sent = now;
        self.in_flight += 1;
        if self.in_window {
            self.in_flight_area_ns = self.in_flight_area_ns.wrapping_sub(now);
        }
        self.counts.sent += 1;
        self.series.sent(now);
        if ticket.sample {
            self.sent += 1;
            if self.open_loop {
                self.lag.saturating_record(now.saturating_sub(ticket.planned));
                self.gaps.sent(now);
            }
        }
    }

    /// The right answer is whole.
    #[inline]
    pub(crate) fn right(&mut self, ticket: &Ticket, now: u64) {
        self.lands(ticket, now);
        self.counts.right += 1;
        self.series.completed(now, now.saturating_sub(ticket.planned));
        self.completed_in_window += u64::from(self.in_window);
        if ticket.sample {
            self.completed += 1;
            self.record(ticket, now, |class| &mut class.completed);
        }
    }

    /// It ended otherwise, sent or not.
    pub(crate) fn failed(&mut self, ticket: &Ticket, cause: Cause, now: u64, excerpt: Option<String>) {
        self.lands(ticket, now);
        self.counts.wrong += 1;
        self.series.failed(now);
        if !ticket.sample {
            return;
        }
        let errors = &mut self.errors;
        *match cause {
            Cause::Connect => &mut errors.connect,
            Cause::Closed => &mut errors.closed,
            Cause::Malformed => &mut errors.malformed,
            Cause::Status => &mut errors.status,
            Cause::Body => &mut errors.body,
            Cause::Timeout => &mut errors.timeout,
        } += 1;
        if errors.excerpt.is_none() {
            errors.excerpt = excerpt;
        }
        self.record(ticket, now, |class| &mut class.errors);
    }

    /// Nobody will wait for it any longer: it took at least this long.
    pub(crate) fn censored(&mut self, ticket: &Ticket, now: u64) {
        self.lands(ticket, now);
        if ticket.sample {
            self.censored += 1;
            self.record(ticket, now, |class| &mut class.censored);
        }
    }

    /// It is older than its deadline and will not be sent: it took at least this long.
    pub(crate) fn shed(&mut self, ticket: &Ticket, now: u64) {
        self.shed += u64::from(ticket.sample);
        self.censored(ticket, now);
    }

    /// The windows of 250 ms.
    pub(crate) fn series(&mut self) -> Vec<SeriesWindow> {
        self.series.finish()
    }

    #[inline]
    fn lands(&mut self, ticket: &Ticket, now: u64) {
        if ticket.sent != UNSENT {
            self.in_flight -= 1;
            if self.in_window {
                self.in_flight_area_ns = self.in_flight_area_ns.wrapping_add(now);
            }
        }
    }

    #[inline]
    fn record(&mut self, ticket: &Ticket, now: u64, count: fn(&mut ClassTally) -> &mut u64) {
        let response = now.saturating_sub(ticket.planned);
        let service = (ticket.sent != UNSENT).then(|| now.saturating_sub(ticket.sent));
        self.response.saturating_record(response);
        match service {
            Some(service) => self.service.saturating_record(service),
            None if self.open_loop => self.lag.saturating_record(response),
            None => {}
        }
        if let Some(class) = self.classes.get_mut(usize::from(ticket.class)) {
            *count(class) += 1;
            class.response.saturating_record(response);
            if let Some(service) = service {
                class.service.saturating_record(service);
            }
        }
    }
}
