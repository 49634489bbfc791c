//! Between the contract's words and hyper's.

use contract::{Answer, SERVER};
use hyper::header::{
    ALLOW, CONTENT_LENGTH, CONTENT_TYPE as CONTENT_TYPE_NAME, HeaderValue, SERVER as SERVER_NAME,
};
use hyper::{Request, Response, StatusCode};

use crate::body::Outgoing;

/// What is sent to a connection that is turned away before a request was read from it: the refusal
/// [`contract::Refusal::AtLimit`] with its headers, ready to write.
pub const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    server: common-ground\r\n\
    content-type: text/plain; charset=utf-8\r\n\
    connection: close\r\n\
    content-length: 27\r\n\r\n\
    the server is at its limit\n";

/// An answer as hyper sends it.
#[must_use]
pub fn response<M>(answer: Answer) -> Response<Outgoing<M>> {
    let has_no_length = answer.body.is_empty() && answer.pace.is_none();
    let Answer { status, content_type, allow, .. } = answer;
    let mut response = Response::new(Outgoing::from(answer));
    // Every status in the contract is a valid one; its own tests look at the range.
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(SERVER_NAME, HeaderValue::from_static(SERVER));
    headers.insert(CONTENT_TYPE_NAME, HeaderValue::from_static(content_type));
    if has_no_length {
        // hyper adds it to all others, and leaves it out when the method is HEAD and nothing is left out.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    if let Some(allow) = allow {
        headers.insert(ALLOW, HeaderValue::from_static(allow));
    }
    response
}

/// The path and query of a request, as they stood in its first line.
#[must_use]
pub fn target<Body>(request: &Request<Body>) -> &str {
    request.uri().path_and_query().map_or("/", |target| target.as_str())
}

#[cfg(test)]
mod tests {
    use contract::{CONTENT_TYPE, Refusal};

    use super::*;

    #[test]
    fn the_ready_made_refusal_is_the_contracts() {
        let answer = Answer::from(Refusal::AtLimit);
        let text = String::from_utf8(REFUSAL.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(body.as_bytes(), answer.body);
        assert!(head.starts_with(&format!("HTTP/1.1 {} ", answer.status)));
        for line in [
            format!("server: {SERVER}"),
            format!("content-type: {CONTENT_TYPE}"),
            format!("content-length: {}", answer.body.len()),
        ] {
            assert!(head.split("\r\n").any(|header| header == line), "{line} in {head}");
        }
    }
}
