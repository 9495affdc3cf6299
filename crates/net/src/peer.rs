//! The connection with one neighbour: what comes in, frame by frame, and what waits to go out.
//!
//! Both are bounded. What comes in is read only as fast as it is handled, so the rest waits in the sender's buffers; and what
//! cannot go out is kept up to a limit, past which the process first does nothing of its own accord and then reads no more.

use std::collections::VecDeque;
use std::io::{self, Cursor};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::{Buf as _, BytesMut};
use futures_util::StreamExt as _;
use sim_core::ChannelId;
use tokio::io::{AsyncReadExt, AsyncWrite as _, Chain};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio_util::codec::FramedRead;

use crate::frame::{Frame, FrameError, Unframe, Wire};
use crate::hello::Met;
use crate::secret::Seal;

/// With so many bytes waiting to go out a process does nothing of its own accord.
const MUCH: usize = 64 << 10;
/// With so many it does not even receive.
const TOO_MUCH: usize = 4 << 20;

/// A neighbour.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) name: String,
    /// The channel to it, if there is one.
    pub(crate) to: Option<ChannelId>,
    /// The channel from it, if there is one.
    pub(crate) from: Option<ChannelId>,
    /// First what came right after the hello, then the stream.
    incoming: FramedRead<Chain<Cursor<BytesMut>, OwnedReadHalf>, Unframe>,
    outgoing: OwnedWriteHalf,
    pub(crate) outbox: Outbox,
    /// With a secret: what seals the frames to it.
    seal: Option<Seal>,
    /// Whether it has said that it is done.
    pub(crate) ended: bool,
    /// Whether nothing more comes from it.
    pub(crate) closed: bool,
    /// Whether nothing more can be sent to it.
    deaf: bool,
}

impl Peer {
    pub(crate) fn new(
        name: String,
        (to, from): (Option<ChannelId>, Option<ChannelId>),
        met: Met,
        wire: Wire,
        pace: Duration,
    ) -> io::Result<Self> {
        met.stream.set_nodelay(true)?;
        let (read, outgoing) = met.stream.into_split();
        let (seal, open) = met.seals.map(|seals| (seals.outgoing, seals.incoming)).unzip();
        let stream = AsyncReadExt::chain(Cursor::new(met.rest), read);
        let incoming = FramedRead::new(stream, Unframe::new(wire, open));
        let outbox = Outbox::new(pace);
        Ok(Self {
            name,
            to,
            from,
            incoming,
            outgoing,
            outbox,
            seal,
            ended: false,
            closed: false,
            deaf: false,
        })
    }

    /// The next frame; once `None` or an error, never again.
    pub(crate) fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame, FrameError>>> {
        if self.closed {
            return Poll::Pending;
        }
        let frame = ready!(self.incoming.poll_next_unpin(cx));
        self.closed = !matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }

    /// Sends what may be sent now; ready when nothing is left that could be. To one that is gone nothing can be.
    pub(crate) fn poll_send(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<()> {
        loop {
            let bytes = self.outbox.sendable(now);
            if bytes.is_empty() {
                return Poll::Ready(());
            }
            match ready!(Pin::new(&mut self.outgoing).poll_write(cx, bytes)) {
                Ok(count) if count > 0 => self.outbox.sent(count, now),
                _ => {
                    self.deaf = true;
                    self.outbox.clear();
                }
            }
        }
    }

    /// Sends what the system takes at once.
    pub(crate) fn send_now(&mut self, now: Instant) {
        loop {
            let bytes = self.outbox.sendable(now);
            if bytes.is_empty() {
                return;
            }
            match self.outgoing.try_write(bytes) {
                Ok(count) if count > 0 => self.outbox.sent(count, now),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                _ => {
                    self.deaf = true;
                    self.outbox.clear();
                }
            }
        }
    }

    /// Puts something into the outbox; `write` appends one frame.
    pub(crate) fn put<T>(&mut self, write: impl FnOnce(&mut BytesMut) -> T) -> T {
        let seal = &mut self.seal;
        let written = self.outbox.put(|out| {
            let start = out.len();
            let written = write(out);
            if let Some(seal) = seal.as_mut().filter(|_| out.len() > start) {
                seal.seal(out, start);
            }
            written
        });
        if self.deaf {
            self.outbox.clear();
        }
        written
    }

    /// Says that nothing more will be sent.
    pub(crate) fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.outgoing).poll_shutdown(cx).map(|_| ())
    }
}

/// What waits to go out, oldest first.
#[derive(Debug)]
pub(crate) struct Outbox {
    bytes: BytesMut,
    /// How much of it belongs to each frame; kept only when there is to be a pause between them.
    frames: VecDeque<usize>,
    pace: Duration,
    /// When the next frame may be sent.
    due: Option<Instant>,
}

impl Outbox {
    fn new(pace: Duration) -> Self {
        Self { bytes: BytesMut::new(), frames: VecDeque::new(), pace, due: None }
    }

    fn put<T>(&mut self, write: impl FnOnce(&mut BytesMut) -> T) -> T {
        let before = self.bytes.len();
        let written = write(&mut self.bytes);
        let length = self.bytes.len() - before;
        if length > 0 && !self.pace.is_zero() {
            self.frames.push_back(length);
        }
        written
    }

    /// What may be sent now.
    fn sendable(&self, now: Instant) -> &[u8] {
        match self.frames.front() {
            None => &self.bytes,
            Some(_) if self.pause(now).is_some() => &[],
            Some(first) => &self.bytes[..*first],
        }
    }

    /// So much of it was sent.
    fn sent(&mut self, count: usize, now: Instant) {
        self.bytes.advance(count);
        let Some(first) = self.frames.front_mut() else { return };
        *first -= count;
        if *first == 0 {
            self.frames.pop_front();
            self.due = Some(now + self.pace);
        }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.frames.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// When the present pause is over, if there is one.
    pub(crate) fn pause(&self, now: Instant) -> Option<Instant> {
        self.due.filter(|due| *due > now)
    }

    /// Whether a process should wait before it does something of its own accord: there is much to send, or a pause to make.
    pub(crate) fn is_behind(&self, now: Instant) -> bool {
        self.bytes.len() > MUCH || !self.frames.is_empty() || self.pause(now).is_some()
    }

    /// Whether there is so much to send that nothing may be added.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() > TOO_MUCH
    }
}

#[cfg(test)]
mod tests {
    use bytes::BufMut as _;

    use super::*;

    #[test]
    fn with_a_pace_one_frame_goes_at_a_time_and_the_next_not_before_the_pause_is_over() {
        let (pace, start) = (Duration::from_millis(300), Instant::now());
        let mut outbox = Outbox::new(pace);
        outbox.put(|out| out.put_slice(b"msg"));
        outbox.put(|out| out.put_slice(b"marker"));
        assert_eq!(outbox.sendable(start), b"msg");
        outbox.sent(1, start);
        assert_eq!(outbox.sendable(start), b"sg", "a frame goes on where it was cut");
        outbox.sent(2, start);
        assert_eq!(outbox.sendable(start + pace / 2), b"");
        assert_eq!(outbox.pause(start), Some(start + pace));
        assert_eq!(outbox.sendable(start + pace), b"marker");
    }
}
