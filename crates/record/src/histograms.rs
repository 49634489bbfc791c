//! `histograms/CASE.hlog`: the three clocks of a case, in the log format that HdrHistogram's own tools
//! open, so that nobody depends on this crate to look at them.

use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::interval_log::{
    IntervalLogIterator, IntervalLogWriterBuilder, LogEntry, Tag,
};
use hdrhistogram::serialization::{Deserializer, V2DeflateSerializer};

use crate::{Point, RecordError};

/// Values are nanoseconds; their largest is written beside each histogram in milliseconds.
const NS_PER_MS: f64 = 1e6;

/// From when to when a request was timed (method rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clock {
    /// From the planned time to the answer: what a user sees.
    Response,
    /// From the sending to the answer.
    Service,
    /// From the planned time to the sending.
    Lag,
}

impl Clock {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Response, Self::Service, Self::Lag];

    /// Its name in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Service => "service",
            Self::Lag => "lag",
        }
    }
}

/// The three histograms of a case, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Histograms<'a> {
    /// [`Clock::Response`].
    pub response: &'a Histogram<u64>,
    /// [`Clock::Service`].
    pub service: &'a Histogram<u64>,
    /// [`Clock::Lag`].
    pub lag: &'a Histogram<u64>,
}

/// The file's text.
pub(crate) fn encode(path: &Path, point: &Point, histograms: Histograms<'_>) -> Result<Vec<u8>, RecordError> {
    let failed = |what: String| RecordError::Encode { path: path.to_path_buf(), what };
    let window = Duration::try_from_secs_f64(point.window_s).unwrap_or_default();
    let mut text = Vec::new();
    let mut serializer = V2DeflateSerializer::new();
    let mut log = IntervalLogWriterBuilder::new()
        .add_comment("Nanoseconds; HdrHistogram V2, one line for each clock.")
        .with_max_value_divisor(NS_PER_MS)
        .begin_log_with(&mut text, &mut serializer)
        .map_err(|error| failed(error.to_string()))?;
    let Histograms { response, service, lag } = histograms;
    for (clock, histogram) in Clock::ALL.into_iter().zip([response, service, lag]) {
        let tag = Tag::new(clock.word());
        log.write_histogram(histogram, Duration::ZERO, window, tag)
            .map_err(|error| failed(error.to_string()))?;
    }
    Ok(text)
}

/// The histogram of `clock` in the file's text.
pub(crate) fn decode(path: &Path, text: &[u8], clock: Clock) -> Result<Histogram<u64>, RecordError> {
    let damaged = |what: String| RecordError::Histogram { path: path.to_path_buf(), what };
    for entry in IntervalLogIterator::new(text) {
        let Ok(LogEntry::Interval(line)) = entry else { continue };
        if line.tag().is_some_and(|tag| tag.as_str() == clock.word()) {
            let bytes =
                BASE64.decode(line.encoded_histogram()).map_err(|error| damaged(error.to_string()))?;
            let histogram = Deserializer::new().deserialize(&mut bytes.as_slice());
            return histogram.map_err(|error| damaged(error.to_string()));
        }
    }
    Err(damaged(format!("no line for the {} clock", clock.word())))
}
