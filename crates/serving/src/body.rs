//! Bodies that flow slowly: an answer that is sent in pieces, and an upload that is read in pieces.
//!
//! Both are written once, as what hyper polls; the program that uses them says how a pause is waited
//! for. A handler so never holds a half-sent answer: what flows, flows between the codec and here, with
//! the same chunks in every colour.

use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use contract::{Answer, Pace, Receipt, Upload};
use hyper::body::{Body, Frame, SizeHint};

/// A style of waiting for a moment.
pub trait Moment: Future<Output = ()> + Unpin + Send + 'static {
    /// Ready at `moment`.
    fn at(moment: Instant) -> Self;
}

/// The body of an answer, whole or at its pace.
#[derive(Debug)]
pub struct Outgoing<M> {
    rest: Bytes,
    pace: Option<Pace>,
    pause: Option<M>,
    /// Without it, an answer in pieces does not go on.
    place: Option<Box<dyn Place>>,
}

impl<M> Outgoing<M> {
    /// Goes on from piece to piece only with `place`, which is dropped at the answer's end.
    pub fn needs(&mut self, place: impl Place + 'static) {
        self.place = Some(Box::new(place));
    }
}

/// The right of an answer in pieces to be worked on, where only so many are at once.
pub trait Place: Debug + Send {
    /// Ready when it is had.
    fn poll_have(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Says that the answer pauses, and keeps it meanwhile.
    fn pauses(&self);
}

impl<M> From<Answer> for Outgoing<M> {
    fn from(answer: Answer) -> Self {
        Self { rest: answer.body, pace: answer.pace, pause: None, place: None }
    }
}

impl<M: Moment> Body for Outgoing<M> {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let Some(pace) = self.pace else {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.rest)))));
        };
        if let Some(place) = &mut self.place {
            ready!(place.poll_have(cx));
        }
        if !pace.pause.is_zero() {
            let pause = self.pause.get_or_insert_with(|| M::at(Instant::now() + pace.pause));
            if Pin::new(pause).poll(cx).is_pending() {
                self.place.iter().for_each(|place| place.pauses());
                return Poll::Pending;
            }
            self.pause = None;
        }
        let length = pace.piece_bytes.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match self.pace {
            // Whoever produces a body bit by bit does not know its length: the codec sends chunks.
            Some(_) => SizeHint::default(),
            None => SizeHint::with_exact(self.rest.len() as u64),
        }
    }
}

/// Reads the body of an upload, with `pause` where `ask` wants one, until the moment that it is given; gives up on one that is longer than it says.
/// What is not read yet stays with the client, whose sending the full socket holds up.
pub async fn receive<Paused: Future<Output = ()>>(
    mut body: impl Body<Data = Bytes> + Unpin,
    ask: Upload,
    pause: impl Fn(Instant) -> Paused,
) -> Receipt {
    let mut receipt = Receipt::NOTHING;
    let mut paused = 0;
    while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(piece) = frame.into_data() else { continue };
        receipt.add(&piece);
        if receipt.bytes > u64::from(ask.bytes) {
            break;
        }
        let due = ask.pauses(receipt.bytes);
        if due > paused {
            pause(Instant::now() + ask.pause() * u32::try_from(due - paused).unwrap_or(u32::MAX)).await;
            paused = due;
        }
    }
    receipt
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use contract::{Ask, Stream, expected};

    use super::*;

    /// A moment that lasts one poll.
    struct OnePoll(bool);

    impl Future for OnePoll {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
        }
    }

    impl Moment for OnePoll {
        fn at(_: Instant) -> Self {
            Self(false)
        }
    }

    fn frames(ask: Ask) -> (Vec<usize>, usize) {
        let mut body = Outgoing::<OnePoll>::from(expected(ask));
        let (mut lengths, mut pauses) = (Vec::new(), 0);
        loop {
            match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
                Poll::Pending => pauses += 1,
                Poll::Ready(None) => return (lengths, pauses),
                Poll::Ready(Some(frame)) => lengths.push(frame.unwrap().into_data().unwrap().len()),
            }
        }
    }

    #[test]
    fn a_stream_pauses_before_each_piece_and_no_other_body_pauses() {
        assert_eq!(frames(Ask::Stream(Stream { pieces: 3, bytes: 5, ms: 9 })), (vec![5, 5, 5], 3));
        assert_eq!(frames(Ask::Stream(Stream { pieces: 3, bytes: 5, ms: 0 })), (vec![5, 5, 5], 0));
        assert_eq!(frames(Ask::Stream(Stream { pieces: 0, bytes: 5, ms: 9 })), (vec![], 0));
        assert_eq!(frames(Ask::Plaintext), (vec![13], 0));
    }
}
