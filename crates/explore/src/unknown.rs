//! What had to be found out, as numbers: so it is kept, or told another machine, and found out again in the same order.

use std::io;

use sim_core::{ChannelId, ProcessId};

use crate::process::Cause;
use crate::tables::Unknown;
use crate::words::{Read, Written};

/// Writes one of them.
pub(crate) fn write(unknown: Unknown, written: &mut Written) {
    let numbers = match unknown {
        Unknown::Effect { process, state, cause: Cause::Receipt(event) } => [0, process.0, state, event],
        Unknown::Effect { process, state, cause: Cause::Command(place) } => [1, process.0, state, place],
        Unknown::Delivery { channel, contents, position } => [2, channel.0, contents, position],
        Unknown::Addition { channel, contents, message } => [3, channel.0, contents, message],
    };
    numbers.into_iter().for_each(|number| written.put(number.into()));
}

/// Reads it again. Whether there is what it is about, the tables [know](crate::tables::Tables::can_learn).
pub(crate) fn read(read: &mut Read<'_>) -> io::Result<Unknown> {
    let what = read.number()?;
    let [place, one, other] = [read.small()?, read.small()?, read.small()?];
    let (process, channel) = (ProcessId(place), ChannelId(place));
    Ok(match what {
        0 => Unknown::Effect { process, state: one, cause: Cause::Receipt(other) },
        1 => Unknown::Effect { process, state: one, cause: Cause::Command(other) },
        2 => Unknown::Delivery { channel, contents: one, position: other },
        3 => Unknown::Addition { channel, contents: one, message: other },
        _ => return Err(read.damaged()),
    })
}
