//! Why a request was refused, with the status and the one-line reason that every server gives.

use std::fmt;

/// Why a request gets no ordinary answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 414: the request target is longer than [`crate::limits::MAX_TARGET_BYTES`].
    TargetTooLong,
    /// 404: no such route.
    UnknownRoute,
    /// 405: the route exists, but not for this method.
    WrongMethod,
    /// 405: the route takes a body.
    OnlyPost,
    /// 404: `/file` has no file of that size.
    NoSuchFile,
    /// 400: a parameter that the route does not have.
    UnknownParameter,
    /// 400: this parameter is required.
    Missing(&'static str),
    /// 400: this parameter may be given only once.
    Repeated(&'static str),
    /// 400: this parameter is not a plain decimal number (a sign, a fraction or a letter).
    NotANumber(&'static str),
    /// 400: this parameter is larger than its limit.
    TooLarge(&'static str, u32),
    /// 400: this parameter is none of the words that it may be.
    NoSuchWord(&'static str),
    /// 400: the request's body is longer or shorter than its parameter says, or broke off.
    WrongBody,
    /// 499, which nobody sees: the client left before the answer.
    ClientLeft,
    /// 500: the system would not let the server read its own file.
    FileUnreadable,
    /// 502: the backend refused the connection, hung up, or answered something else than asked.
    BackendGone,
    /// 503: the server has reached a limit of its own (threads, connections) and says so.
    AtLimit,
    /// 504: the backend did not answer in time.
    BackendSilent,
}

impl Refusal {
    /// The HTTP status code.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::TargetTooLong => 414,
            Self::UnknownRoute | Self::NoSuchFile => 404,
            Self::WrongMethod | Self::OnlyPost => 405,
            Self::UnknownParameter
            | Self::Missing(_)
            | Self::Repeated(_)
            | Self::NotANumber(_)
            | Self::TooLarge(..)
            | Self::NoSuchWord(_)
            | Self::WrongBody => 400,
            Self::ClientLeft => 499,
            Self::FileUnreadable => 500,
            Self::BackendGone => 502,
            Self::AtLimit => 503,
            Self::BackendSilent => 504,
        }
    }

    /// The value of the `Allow` header, which belongs to status 405.
    #[must_use]
    pub fn allow(self) -> Option<&'static str> {
        match self {
            Self::WrongMethod => Some("GET, HEAD"),
            Self::OnlyPost => Some("POST"),
            _ => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TargetTooLong => write!(out, "the request target is too long"),
            Self::UnknownRoute => write!(out, "no such route"),
            Self::WrongMethod => write!(out, "this route answers GET and HEAD only"),
            Self::OnlyPost => write!(out, "this route answers POST only"),
            Self::NoSuchFile => write!(out, "no file of that size"),
            Self::UnknownParameter => write!(out, "unknown parameter"),
            Self::Missing(name) => write!(out, "missing parameter: {name}"),
            Self::Repeated(name) => write!(out, "repeated parameter: {name}"),
            Self::NotANumber(name) => write!(out, "not a plain decimal number: {name}"),
            Self::TooLarge(name, limit) => write!(out, "too large: {name} is at most {limit}"),
            Self::NoSuchWord(name) => write!(out, "not a word that is known: {name}"),
            Self::WrongBody => write!(out, "the body is not as long as it was said to be"),
            Self::ClientLeft => write!(out, "the client has left"),
            Self::FileUnreadable => write!(out, "the file cannot be read"),
            Self::BackendGone => write!(out, "the backend is gone"),
            Self::AtLimit => write!(out, "the server is at its limit"),
            Self::BackendSilent => write!(out, "the backend did not answer in time"),
        }
    }
}

impl std::error::Error for Refusal {}
