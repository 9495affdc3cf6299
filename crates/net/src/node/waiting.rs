//! What a process waits for: a frame, room to send, or the time.

use std::future::{poll_fn, ready};
use std::io;
use std::task::{Context, Poll};
use std::time::Instant;

use sim_core::Protocol;
use tokio::task::yield_now;
use tokio::time::sleep_until;

use super::{Ended, Node};
use crate::frame::{Frame, FrameError};
use crate::{Encoding, Journal};

/// What a process was woken by.
enum Woken {
    /// This neighbour sent something, or never will again.
    Frame(usize, Option<Result<Frame, FrameError>>),
    /// There is room again for what the process sends of its own accord, or it is time for something.
    Time,
}

impl<P: Protocol, E: Encoding<P::Message>, J: Journal<P>> Node<'_, P, E, J> {
    /// Runs until there is a reason to stop.
    pub(super) async fn until_the_end(&mut self) -> io::Result<Ended> {
        self.alarms.set(self.began, self.machine.offers());
        if let Some(ended) = self.over() {
            return Ok(ended);
        }
        let mut alarm = Box::pin(sleep_until(self.began.into()));
        loop {
            let mut now = Instant::now();
            if let Some(ended) = self.in_time(now)? {
                return Ok(ended);
            }
            let wake = self.wakes(now);
            if wake <= now {
                // Timers are coarse: what is due now is not left to one. The sockets get their turn all the same.
                yield_now().await;
            }
            let (due, wake) = (wake <= now, wake.into());
            if wake < alarm.deadline() || alarm.is_elapsed() {
                alarm.as_mut().reset(wake);
            }
            let woken = tokio::select! {
                biased;
                woken = poll_fn(|cx| self.poll(cx, now)) => woken,
                () = &mut alarm => Woken::Time,
                () = ready(()), if due => Woken::Time,
            };
            if let Woken::Frame(place, frame) = woken {
                now = Instant::now();
                if let Some(ended) = self.incoming(place, frame, now)? {
                    return Ok(ended);
                }
            }
        }
    }

    /// Does what it is time for.
    fn in_time(&mut self, now: Instant) -> io::Result<Option<Ended>> {
        if self.flush.is_some_and(|time| time <= now) {
            self.flush = None;
            self.journal.flush()?;
        }
        if self.deadline <= now {
            return Ok(Some(Ended::Late(self.settings.deadline)));
        }
        if let Some(ended) = self.act(now)? {
            return Ok(Some(ended));
        }
        let silence = now.saturating_duration_since(self.last);
        if silence < self.settings.timeout {
            return Ok(None);
        }
        let unread = self.peers.iter().filter(|peer| !peer.outbox.is_empty());
        let unread = unread.map(|peer| peer.name.clone()).collect();
        Ok(Some(Ended::Silent { silence: self.settings.timeout, unread }))
    }

    /// The next moment at which there may be something to do.
    fn wakes(&self, now: Instant) -> Instant {
        let silent = (self.last + self.settings.timeout).min(self.deadline);
        let paused = self.peers.iter().filter_map(|peer| peer.outbox.pause(now));
        let alarm = self.alarms.next().filter(|_| !self.is_busy(now));
        let times = self.flush.into_iter().chain(paused).chain(alarm);
        times.fold(silent, Instant::min)
    }

    /// Whether the process should do nothing of its own accord now.
    pub(super) fn is_busy(&self, now: Instant) -> bool {
        self.told || self.peers.iter().any(|peer| peer.outbox.is_behind(now))
    }

    /// Sends what can be sent, and asks the neighbours in turn for a frame.
    fn poll(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<Woken> {
        let busy = self.is_busy(now);
        for peer in &mut self.peers {
            let _ = peer.poll_send(cx, now);
        }
        if busy && !self.is_busy(now) {
            return Poll::Ready(Woken::Time);
        }
        if self.peers.iter().any(|peer| peer.outbox.is_full()) {
            return Poll::Pending;
        }
        let count = self.peers.len();
        for place in (0..count).map(|step| (self.turn + step) % count) {
            if let Poll::Ready(frame) = self.peers[place].poll_frame(cx) {
                self.turn = place + 1;
                return Poll::Ready(Woken::Frame(place, frame));
            }
        }
        Poll::Pending
    }

    /// Sends all that is left, says that nothing more comes, and reads on until the neighbours have hung up.
    pub(super) async fn hang_up(&mut self) {
        loop {
            let now = Instant::now();
            let sent = poll_fn(|cx| {
                let mut sent = true;
                for peer in &mut self.peers {
                    sent &= peer.poll_send(cx, now).is_ready();
                    while peer.poll_frame(cx).is_ready() {}
                }
                if sent { Poll::Ready(()) } else { Poll::Pending }
            });
            sent.await;
            let unsent = self.peers.iter().filter(|peer| !peer.outbox.is_empty());
            match unsent.filter_map(|peer| peer.outbox.pause(now)).min() {
                Some(time) => sleep_until(time.into()).await,
                None => break,
            }
        }
        for peer in &mut self.peers {
            poll_fn(|cx| peer.poll_shutdown(cx)).await;
        }
        for peer in &mut self.peers {
            while !peer.closed {
                poll_fn(|cx| peer.poll_frame(cx)).await;
            }
        }
    }
}
