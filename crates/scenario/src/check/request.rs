//! What is asked for, and in which mix.

use std::ops::RangeInclusive;

use contract::{Chain, FanOut, Fetch, File, Json, Mixed, Order, Stream, Upload, Wait, limits};

use super::name::name as valid_name;
use crate::file::{At, OrderWord, PaceTable, RequestKind, ScenarioFile};
use crate::limits::{PACE_BYTES_MAX, PACE_BYTES_MIN, SHARE_MAX, SHARE_MIN};
use crate::mistake::{Mistake, Source};
use crate::{Class, Pace, Request};

const WAIT_MS: RangeInclusive<i64> = 0..=limits::MAX_WAIT_MS as i64;
const BODY_BYTES: RangeInclusive<i64> = 0..=limits::MAX_BODY_BYTES as i64;
const CALLS: RangeInclusive<i64> = 0..=limits::MAX_CALLS as i64;

/// A request, each of its numbers within its limit.
pub(super) fn request(source: Source<'_>, kind: &RequestKind) -> Result<Request, Mistake> {
    let ms = |wait_ms| source.whole("wait_ms", wait_ms, WAIT_MS);
    let pause = |pause_ms| source.whole("pause_ms", pause_ms, WAIT_MS);
    let bytes = |body_bytes| source.whole("body_bytes", body_bytes, BODY_BYTES);
    let calls = |calls| source.whole("calls", calls, CALLS);
    let cpu = |cpu_us| source.whole("cpu_us", cpu_us, 0..=i64::from(limits::MAX_CPU_US));
    Ok(match kind {
        RequestKind::Plaintext(_) => Request::Plaintext,
        RequestKind::Json(json) => {
            let items = source.whole("items", &json.0.items, 0..=i64::from(limits::MAX_ITEMS))?;
            Request::Json(Json { items })
        }
        RequestKind::Wait(wait) => Request::Wait(Wait { ms: ms(&wait.0.wait_ms)? }),
        RequestKind::BlockingCall(wait) => Request::BlockingCall(Wait { ms: ms(&wait.0.wait_ms)? }),
        RequestKind::Fetch(fetch) => {
            Request::Fetch(Fetch { ms: ms(&fetch.0.wait_ms)?, bytes: bytes(&fetch.0.body_bytes)? })
        }
        RequestKind::Cancellable(fetch) => {
            Request::Cancellable(Fetch { ms: ms(&fetch.0.wait_ms)?, bytes: bytes(&fetch.0.body_bytes)? })
        }
        RequestKind::FanOut(fan_out) => Request::FanOut(FanOut {
            calls: calls(&fan_out.0.calls)?,
            ms: ms(&fan_out.0.wait_ms)?,
            order: match fan_out.0.order {
                None | Some(OrderWord::Parallel) => Order::Parallel,
                Some(OrderWord::Sequential) => Order::Sequential,
            },
            cpu_us: fan_out.0.cpu_us.as_ref().map_or(Ok(0), cpu)?,
        }),
        RequestKind::Chain(chain) => {
            Request::Chain(Chain { calls: calls(&chain.0.calls)?, ms: ms(&chain.0.wait_ms)? })
        }
        RequestKind::Mixed(mixed) => {
            Request::Mixed(Mixed { ms: ms(&mixed.0.wait_ms)?, cpu_us: cpu(&mixed.0.cpu_us)? })
        }
        RequestKind::File(file) => Request::File(File { bytes: file_bytes(source, &file.0.body_bytes)? }),
        RequestKind::Stream(stream) => Request::Stream(Stream {
            pieces: source.whole("pieces", &stream.0.pieces, 1..=i64::from(limits::MAX_PIECES))?,
            bytes: source.whole(
                "piece_bytes",
                &stream.0.piece_bytes,
                1..=i64::from(limits::MAX_PIECE_BYTES),
            )?,
            ms: pause(&stream.0.pause_ms)?,
        }),
        RequestKind::Upload(upload) => {
            Request::Upload(Upload { bytes: bytes(&upload.0.body_bytes)?, ms: pause(&upload.0.pause_ms)? })
        }
    })
}

fn file_bytes(source: Source<'_>, body_bytes: &At<i64>) -> Result<u32, Mistake> {
    let known = limits::FILE_BYTES.into_iter().find(|known| i64::from(*known) == body_bytes.value);
    known.ok_or_else(|| {
        let sizes = limits::FILE_BYTES.map(|known| known.to_string()).join(", ");
        source.mistake("there is no file of this size", &body_bytes.span, format!("must be one of {sizes}"))
    })
}

fn pace(source: Source<'_>, PaceTable { bytes, every_ms }: &PaceTable) -> Result<Pace, Mistake> {
    Ok(Pace {
        bytes: source.whole("bytes", bytes, PACE_BYTES_MIN..=PACE_BYTES_MAX)?,
        every_ms: source.whole("every_ms", every_ms, 1..=i64::from(limits::MAX_WAIT_MS))?,
    })
}

/// The further requests, whose shares leave some for the scenario's own.
pub(super) fn mix(source: Source<'_>, file: &ScenarioFile) -> Result<Vec<Class>, Mistake> {
    let mut classes = Vec::new();
    let mut shares = 0.0;
    for (label, class) in file.mix.iter().flat_map(|mix| &mix.0) {
        let table = &class.value.0;
        let plain = valid_name(label, source.path).is_ok() && !label.contains('/');
        if !plain || label == "main" {
            let what = format!("`{}` is no valid label for a class", label.escape_debug());
            return Err(source
                .mistake(what, &class.span, "labelled so")
                .help("use small letters, digits and dashes; `main` is the scenario's own request"));
        }
        let share = source.number("share", &table.share, SHARE_MIN..=SHARE_MAX)?;
        shares += share;
        if shares > SHARE_MAX {
            let label = "with this one, nothing is left for the scenario's own request";
            return Err(source.mistake("the shares are too large", &table.share.span, label));
        }
        let request = request(source, &table.request.value)?;
        let pace = |table: &PaceTable| pace(source, table);
        if let Some(writes) = table.writes.as_ref().filter(|_| !matches!(request, Request::Upload(_))) {
            return Err(source
                .mistake(
                    "`writes` has no effect here",
                    &writes.span,
                    "this request has no body to send slowly",
                )
                .help("leave it out, or ask for an upload"));
        }
        classes.push(Class {
            label: label.clone(),
            share,
            request,
            reads: table.reads.as_ref().map(|reads| pace(&reads.0)).transpose()?,
            writes: table.writes.as_ref().map(|writes| pace(&writes.value.0)).transpose()?,
        });
    }
    Ok(classes)
}
