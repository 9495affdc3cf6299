//! What a file's events say of time, held against what follows from them: each claim where it is made.

use snapshot::Program;

use crate::describe::Scribe;
use crate::model::Event;
use crate::restore::Restored;

/// What is wrong with the times and clocks of a file's events, each with the field; a clock that is not told is not wrong.
#[must_use]
pub fn of_time<P: Program>(restored: &Restored<P>, events: &[Event]) -> Vec<String> {
    let mut wrong = Vec::new();
    for pair in events.windows(2).filter(|pair| pair[1].t < pair[0].t) {
        wrong.push(format!("events[{}].t: {} comes after {}", pair[1].seq, pair[1].t, pair[0].t));
    }
    let mut ours = Vec::with_capacity(events.len());
    let mut scribe = Scribe::new(&restored.system.protocol, &restored.system.topology);
    for step in restored.events.chunk_by(|_, next| !next.begins_step()) {
        scribe.step(step, |event| ours.push((event.clock, event.lamport)));
    }
    for (event, (clock, lamport)) in events.iter().zip(ours) {
        if event.clock.is_some() && event.clock != clock {
            wrong.push(format!("events[{}].clock: it is not what the messages make it", event.seq));
        }
        if event.lamport.is_some() && event.lamport != lamport {
            wrong.push(format!("events[{}].lamport: it is not what the messages make it", event.seq));
        }
    }
    wrong
}
