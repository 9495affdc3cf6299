//! What comes from a neighbour: handled, or the end of the run if nothing can be made of it.

use std::io;
use std::time::Instant;

use sim_core::{Envelope, MessageId, Protocol};

use super::inbox::MOST;
use super::{Ended, Ending, Node};
use crate::frame::{Frame, FrameError, printable};
use crate::{Encoding, Journal};

impl<P: Protocol, E: Encoding<P::Message>, J: Journal<P>> Node<'_, P, E, J> {
    /// Something came from a neighbour, or nothing will any more.
    pub(super) fn incoming(
        &mut self,
        place: usize,
        frame: Option<Result<Frame, FrameError>>,
        now: Instant,
    ) -> io::Result<Option<Ended>> {
        self.last = now;
        let peer = &mut self.peers[place];
        match frame {
            Some(Ok(Frame::Message { number, body })) => {
                let Some(channel) = peer.from.filter(|_| !peer.ended) else {
                    return Ok(Some(self.broken(place, "a message where none can come")));
                };
                let waiting = self.inbox.waiting(channel);
                let next = self.machine.received(channel) + waiting as u64;
                if number.is_some_and(|number| number != next) {
                    return Ok(Some(self.broken(place, "a message out of its turn")));
                }
                let Some(message) = self.encoding.decode(&body) else {
                    let what = format!("'{}', which is no message", printable(&body));
                    return Ok(Some(self.broken(place, &what)));
                };
                if let Some(what) = self.journal.objection(channel, &message) {
                    return Ok(Some(self.broken(place, &what)));
                }
                if waiting == MOST {
                    return Ok(Some(self.broken(place, "more messages than can wait to be accepted")));
                }
                let message = Envelope { id: MessageId(next), body: message };
                match self.inbox.pass(&self.machine, channel, message) {
                    Some(message) => self.machine.receive(self.time(now), channel, message),
                    None => return Ok(None),
                }
                self.stepped(now)
            }
            Some(Ok(Frame::End)) if peer.ended || peer.from.is_none() => {
                Ok(Some(self.broken(place, "an end where none can come")))
            }
            Some(Ok(Frame::End)) => {
                peer.ended = true;
                Ok(self.over())
            }
            Some(Ok(Frame::GaveUp(why))) => Ok(Some(Ended::GaveUp { peer: peer.name.clone(), why })),
            Some(Err(FrameError::Io(_))) | None => Ok(self.closed(place)),
            Some(Err(error)) => Ok(Some(self.broken(place, &error.to_string()))),
        }
    }

    fn broken(&self, place: usize, what: &str) -> Ended {
        Ended::Broken {
            peer: self.peers[place].name.clone(),
            after: self.after(place),
            what: what.to_string(),
        }
    }

    /// How many messages came from a neighbour.
    fn after(&self, place: usize) -> u64 {
        self.peers[place].from.map_or(0, |channel| self.machine.received(channel))
    }

    /// A neighbour has hung up, or is gone.
    fn closed(&self, place: usize) -> Option<Ended> {
        let peer = &self.peers[place];
        let done = match self.settings.ending {
            Ending::Together => peer.ended || (peer.from.is_none() && self.told),
            Ending::Alone => false,
            Ending::HungUp if self.journal.complete() => return Some(Ended::Complete),
            Ending::HungUp => false,
        };
        let disconnected = || Ended::Disconnected { peer: peer.name.clone(), after: self.after(place) };
        (!done).then(disconnected)
    }
}
