//! A step, as a line.

use sim_core::ProcessId;
use snapshot::Happens;
use snapshot::algorithms::foreign::Question;

use crate::canonical::quoted;
use crate::network::Network;

/// The question of what the algorithm does in a step of this process.
pub(super) fn line(network: &Network, process: ProcessId, question: &Question<'_>) -> String {
    let name = network.process(process);
    let mut line = match question.what {
        Happens::Initiate(snapshot) => {
            format!(r#"{{"event":"initiate","process":{name},"snapshot":{}"#, snapshot.0)
        }
        Happens::Act => format!(r#"{{"event":"act","process":{name}"#),
        Happens::Receive { channel, message, tag } => {
            let (channel, message, tag) = (network.channel(channel), quoted(message), json(tag.as_deref()));
            let (before, nth) = (quoted(question.before.unwrap_or_default()), numbered(question.nth));
            format!(
                r#"{{"event":"receive","process":{name},"channel":{channel},"message":{message}{nth},"tag":{tag},"before":{before}"#
            )
        }
        Happens::Control { channel, snapshot, body } => {
            let (channel, body) = (network.channel(channel), json(body.as_deref()));
            format!(
                r#"{{"event":"control","process":{name},"channel":{channel},"snapshot":{},"body":{body}"#,
                snapshot.0
            )
        }
    };
    let sends = question.sends.iter().map(|(channel, message, nth)| {
        let (channel, message, nth) = (network.channel(*channel), quoted(message), numbered(*nth));
        format!(r#"{{"channel":{channel},"message":{message}{nth}}}"#)
    });
    let sends = sends.collect::<Vec<_>>().join(",");
    let (state, me, ends) = (quoted(question.state), question.me, network.ends(process));
    line.push_str(&format!(r#","state":{state},"sends":[{sends}],"me":{me},{ends}}}"#));
    line
}

/// The number of a message, where they are numbered.
fn numbered(nth: Option<u64>) -> String {
    nth.map_or_else(String::new, |nth| format!(r#","nth":{nth}"#))
}

/// A value that was kept as text; nothing is null.
fn json(text: Option<&str>) -> &str {
    text.unwrap_or("null")
}
