//! One request and its response on one connection.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use contract::Refusal;
use http_body_util::Empty;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{Builder, Connection, SendRequest};
use hyper::rt::{Read, Write};
use hyper::{Request, Response, StatusCode};

/// Why an exchange gave no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection ended before a response head.
    Unanswered,
    /// The response was not what was asked for, or broke off.
    Wrong,
    /// It took too long.
    Late,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unanswered | Fault::Wrong => Self::BackendGone,
            Fault::Late => Self::BackendSilent,
        }
    }
}

/// A connection to the backend: hyper's handle and the state machine that it drives.
#[derive(Debug)]
pub(crate) struct Line<Io: Read + Write> {
    sender: SendRequest<Empty<Bytes>>,
    connection: Connection<Io, Empty<Bytes>>,
    over: bool,
}

impl<Io: Read + Write + Unpin> Line<Io> {
    /// A fresh line over `io`.
    pub(crate) async fn over(io: Io) -> Result<Self, Fault> {
        let handshake = Builder::new().handshake(io).await;
        let (sender, connection) = handshake.map_err(|_| Fault::Unanswered)?;
        Ok(Self { sender, connection, over: false })
    }

    /// Whether another request may follow.
    pub(crate) fn is_reusable(&self) -> bool {
        !self.over && self.sender.is_ready()
    }

    /// Sends `request` and gathers a body of exactly `length` bytes.
    pub(crate) async fn exchange(
        &mut self,
        request: Request<Empty<Bytes>>,
        length: usize,
    ) -> Result<Bytes, Fault> {
        let mut response = pin!(self.sender.send_request(request));
        let mut drive = Drive { connection: &mut self.connection, over: &mut self.over };
        let response = poll_fn(|cx| drive.head(cx, response.as_mut())).await?;
        if response.status() != StatusCode::OK {
            return Err(Fault::Wrong);
        }
        let mut body = response.into_body();
        let mut gathered = Gathered::Nothing;
        poll_fn(|cx| drive.body(cx, &mut body, &mut gathered, length)).await?;
        let gathered = gathered.into_bytes();
        if gathered.len() == length { Ok(gathered) } else { Err(Fault::Wrong) }
    }
}

/// The connection while an exchange runs on it.
struct Drive<'a, Io: Read + Write> {
    connection: &'a mut Connection<Io, Empty<Bytes>>,
    over: &'a mut bool,
}

impl<Io: Read + Write + Unpin> Drive<'_, Io> {
    fn head(
        &mut self,
        cx: &mut Context<'_>,
        response: Pin<&mut impl Future<Output = hyper::Result<Response<Incoming>>>>,
    ) -> Poll<Result<Response<Incoming>, Fault>> {
        self.advance(cx);
        match response.poll(cx) {
            Poll::Pending if *self.over => Poll::Ready(Err(Fault::Unanswered)),
            poll => poll.map_err(|_| Fault::Unanswered),
        }
    }

    fn body(
        &mut self,
        cx: &mut Context<'_>,
        body: &mut Incoming,
        gathered: &mut Gathered,
        length: usize,
    ) -> Poll<Result<(), Fault>> {
        // The body first: a small one has arrived with its head, and the connection is idle again.
        let mut advanced = false;
        loop {
            match Pin::new(&mut *body).poll_frame(cx) {
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Err(Fault::Wrong)),
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        gathered.add(data, length)?;
                    }
                    advanced = false;
                }
                Poll::Pending if *self.over => return Poll::Ready(Err(Fault::Wrong)),
                Poll::Pending if advanced => return Poll::Pending,
                Poll::Pending => {
                    self.advance(cx);
                    advanced = true;
                }
            }
        }
    }

    /// Moves bytes as far as they go without waiting.
    fn advance(&mut self, cx: &mut Context<'_>) {
        if !*self.over {
            *self.over = Pin::new(&mut *self.connection).poll(cx).is_ready();
        }
    }
}

/// A body as it comes in: a single piece is passed on as it is, several are joined.
enum Gathered {
    Nothing,
    One(Bytes),
    Joined(BytesMut),
}

impl Gathered {
    fn add(&mut self, piece: Bytes, length: usize) -> Result<(), Fault> {
        *self = match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => Self::One(piece),
            Self::One(first) => {
                let mut joined = BytesMut::with_capacity(length);
                joined.extend_from_slice(&first);
                joined.extend_from_slice(&piece);
                Self::Joined(joined)
            }
            Self::Joined(mut joined) => {
                joined.extend_from_slice(&piece);
                Self::Joined(joined)
            }
        };
        let so_far = match self {
            Self::Nothing => 0,
            Self::One(only) => only.len(),
            Self::Joined(joined) => joined.len(),
        };
        if so_far > length { Err(Fault::Wrong) } else { Ok(()) }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::One(only) => only,
            Self::Joined(joined) => joined.freeze(),
        }
    }
}
