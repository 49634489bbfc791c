//! Reading a request line.

use crate::query::{Parameter, numbers};
use crate::{
    Ask, Chain, FanOut, Fetch, File, Json, Mixed, Order, ROUTES, Refusal, Stream, Upload, Wait, limits,
};

const MS: Parameter = Parameter::number("ms", limits::MAX_WAIT_MS);
const BYTES: Parameter = Parameter::number("bytes", limits::MAX_BODY_BYTES);
const CALLS: Parameter = Parameter::number("calls", limits::MAX_CALLS);
const ORDER: Parameter = Parameter::word("order", &["parallel", "sequential"]);
const CPU_US_OR_NONE: Parameter = Parameter::optional("cpu_us", limits::MAX_CPU_US);
const CPU_US: Parameter = Parameter::number("cpu_us", limits::MAX_CPU_US);
const ITEMS: Parameter = Parameter::number("items", limits::MAX_ITEMS);
const PIECES: Parameter = Parameter::number("pieces", limits::MAX_PIECES);
const PIECE_BYTES: Parameter = Parameter::number("bytes", limits::MAX_PIECE_BYTES);

/// Reads a request. `target` is the path and query as they stand in the request line.
///
/// # Errors
/// The [`Refusal`] to answer with, checked in this order: length of the target, route, method,
/// parameters from left to right, missing parameters.
pub fn parse(method: &str, target: &str) -> Result<Ask, Refusal> {
    if target.len() > limits::MAX_TARGET_BYTES {
        return Err(Refusal::TargetTooLong);
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, query),
        None => (target, ""),
    };
    if !ROUTES.contains(&path) {
        return Err(Refusal::UnknownRoute);
    }
    match path {
        "/upload" if method != "POST" => return Err(Refusal::OnlyPost),
        "/upload" => {}
        _ if !matches!(method, "GET" | "HEAD") => return Err(Refusal::WrongMethod),
        _ => {}
    }
    let fetch = || numbers(query, [MS, BYTES]).map(|[ms, bytes]| Fetch { ms, bytes });
    let wait = || numbers(query, [MS]).map(|[ms]| Wait { ms });
    Ok(match path {
        "/plaintext" => numbers(query, []).map(|[]| Ask::Plaintext)?,
        "/json" => numbers(query, [ITEMS]).map(|[items]| Ask::Json(Json { items }))?,
        "/wait" => Ask::Wait(wait()?),
        "/blocking-call" => Ask::BlockingCall(wait()?),
        "/fetch" => Ask::Fetch(fetch()?),
        "/cancellable" => Ask::Cancellable(fetch()?),
        "/fan-out" => {
            let [calls, ms, order, cpu_us] = numbers(query, [CALLS, MS, ORDER, CPU_US_OR_NONE])?;
            let order = if order == 0 { Order::Parallel } else { Order::Sequential };
            Ask::FanOut(FanOut { calls, ms, order, cpu_us })
        }
        "/chain" => numbers(query, [CALLS, MS]).map(|[calls, ms]| Ask::Chain(Chain { calls, ms }))?,
        "/mixed" => numbers(query, [MS, CPU_US]).map(|[ms, cpu_us]| Ask::Mixed(Mixed { ms, cpu_us }))?,
        "/file" => {
            let [bytes] = numbers(query, [BYTES])?;
            if !limits::FILE_BYTES.contains(&bytes) {
                return Err(Refusal::NoSuchFile);
            }
            Ask::File(File { bytes })
        }
        "/stream" => {
            let [pieces, bytes, ms] = numbers(query, [PIECES, PIECE_BYTES, MS])?;
            Ask::Stream(Stream { pieces, bytes, ms })
        }
        "/upload" => numbers(query, [BYTES, MS]).map(|[bytes, ms]| Ask::Upload(Upload { bytes, ms }))?,
        _ => return Err(Refusal::UnknownRoute),
    })
}
