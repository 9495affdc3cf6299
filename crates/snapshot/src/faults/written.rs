//! A fault as people write it: `drop:P->Q#3` for the third message on that channel, `drop:P->Q#marker` for the first one of the algorithm,
//! `#marker2` for its second, `double:P->Q#3`, `crash:P#12` after its twelfth step; `@400` instead of a number for what happens at that time,
//! `drop:P->Q:1/100` for what happens to each message by chance; nothing, for what happens once, at any moment.

use sim_core::words::some;
use sim_core::{ChannelId, MAX_TICKS, ProcessId, Topology};

use super::{Chance, Fault, Harm, When};
use crate::wire::MARKER;

/// Why a text is not a fault of a topology.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FaultError {
    /// It begins with no word for what goes wrong.
    #[error("expected drop:P->Q#3, double:P->Q#3 or crash:P#12")]
    Form,
    /// There is no such channel.
    #[error("there is no channel '{0}'")]
    NoChannel(String),
    /// There is no such process.
    #[error("there is no process '{0}'")]
    NoProcess(String),
    /// What is behind the `#` or `@` is no number.
    #[error("'{0}' is no number: they are counted from 1, and are below 2^53")]
    Number(String),
    /// A process sends many messages on many channels.
    #[error("a process crashes after a step, not with a marker or by chance")]
    CrashWithMarker,
    /// A name with the characters that come behind one: so it is said of two.
    #[error("'{text}' may be said of '{one}' and of '{other}'")]
    Two {
        /// What is said.
        text: String,
        /// Of whom.
        one: String,
        /// And of whom.
        other: String,
    },
    /// What is behind the last `:` is no probability.
    #[error("'{0}' is no chance: 1/100 is one in a hundred")]
    Chance(String),
}

impl FaultError {
    /// How to mend it, on this topology.
    #[must_use]
    pub fn tip(&self, topology: &Topology) -> String {
        let listed = |what: &str, names: Vec<String>| {
            format!("the {what} are {}", some(&names.iter().map(String::as_str).collect::<Vec<_>>()))
        };
        match self {
            Self::NoChannel(cut) if cut.ends_with('-') => "a shell takes what is behind '>' for a file: put quotes around it, 'drop:P->Q#3'".into(),
            Self::NoChannel(_) => {
                listed("channels", topology.channel_ids().map(|id| topology.channel_name(id)).collect())
            }
            Self::NoProcess(_) => {
                listed("processes", topology.processes().map(|id| topology.name(id).to_string()).collect())
            }
            Self::Two { one, other, .. } => {
                format!("let '{one}' or '{other}' have another name, without '#', '@' and ':' in it")
            }
            Self::Form | Self::Number(_) | Self::CrashWithMarker | Self::Chance(_) => {
                "#3 is the third message on the channel, or the third step of the process, #marker the first message of the algorithm on the channel, also where it is called a token or a request; @400 is the time 400".into()
            }
        }
    }
}

impl Fault {
    /// Reads a fault of this topology.
    ///
    /// # Errors
    /// When it is none, or there is no such channel or process, or what it says is said of two.
    pub fn read(text: &str, topology: &Topology) -> Result<Self, FaultError> {
        let fault = Self::meant(text, topology)?;
        // What is printed of it is to be read as the same again.
        Self::meant(&fault.written(topology), topology)
    }

    /// The only fault that is written like this. A name may itself have the characters that come behind it.
    fn meant(text: &str, topology: &Topology) -> Result<Self, FaultError> {
        let (kind, rest) = text.split_once(':').ok_or(FaultError::Form)?;
        let harm = |name: &str| match kind {
            "drop" => topology.channel_called(name).map(Harm::Drop),
            "double" => topology.channel_called(name).map(Harm::Double),
            _ => topology.process(name).map(Harm::Crash),
        };
        if !["drop", "double", "crash"].contains(&kind) {
            return Err(FaultError::Form);
        }
        let read = ways(rest).filter_map(|(name, when)| Some((name, harm(name)?, when)));
        let fault = |(name, harm, when)| match (harm, when) {
            (Harm::Crash(_), Ok(When::Marker(_) | When::Chance(_))) => Err(FaultError::CrashWithMarker),
            (harm, when) => when.map(|when| (name, Self { harm, when })),
        };
        let (meant, wrong): (Vec<_>, Vec<_>) = read.map(fault).partition(Result::is_ok);
        let mut meant = meant.into_iter().flatten();
        match (meant.next(), meant.next()) {
            (Some((_, fault)), None) => Ok(fault),
            (Some((one, _)), Some((other, _))) => Err(FaultError::Two {
                text: text.to_string(),
                one: one.to_string(),
                other: other.to_string(),
            }),
            (None, _) => Err(wrong.into_iter().find_map(Result::err).unwrap_or_else(|| {
                let name = rest.rsplit_once(['#', '@', ':']).map_or(rest, |(name, _)| name).to_string();
                if kind == "crash" { FaultError::NoProcess(name) } else { FaultError::NoChannel(name) }
            })),
        }
    }

    /// What [`read`](Self::read) reads.
    #[must_use]
    pub fn written(self, topology: &Topology) -> String {
        let channel = |channel: ChannelId| topology.channel_name(channel);
        let process = |process: ProcessId| topology.name(process).to_string();
        let harm = match self.harm {
            Harm::Drop(on) => format!("drop:{}", channel(on)),
            Harm::Double(on) => format!("double:{}", channel(on)),
            Harm::Crash(at) => format!("crash:{}", process(at)),
        };
        match self.when {
            When::Nth(number) => format!("{harm}#{number}"),
            When::Marker(1) => format!("{harm}#{MARKER}"),
            When::Marker(number) => format!("{harm}#{MARKER}{number}"),
            When::At(time) => format!("{harm}@{time}"),
            When::Chance(Chance { of, out_of }) => format!("{harm}:{of}/{out_of}"),
            When::Whenever => harm,
        }
    }
}

/// All ways to read where something happens, and when: what is called so, and which moment that is.
fn ways(text: &str) -> impl Iterator<Item = (&str, Result<When, FaultError>)> {
    let counted = |text: &str, least, when: fn(u64) -> When| {
        let number = text.parse().ok().filter(|number| (least..=MAX_TICKS).contains(number));
        number.map(when).ok_or_else(|| FaultError::Number(text.to_string()))
    };
    let hash = text.rsplit_once('#').map(|(name, text)| {
        let when = match text.strip_prefix(MARKER) {
            Some("") => Ok(When::Marker(1)),
            Some(number) => counted(number, 1, When::Marker),
            None => counted(text, 1, When::Nth),
        };
        (name, when)
    });
    let at = text.rsplit_once('@').map(|(name, time)| (name, counted(time, 0, When::At)));
    let chance = text.rsplit_once(':').map(|(name, chance)| {
        (name, chance_of(chance).map(When::Chance).ok_or_else(|| FaultError::Chance(chance.to_string())))
    });
    [(text, Ok(When::Whenever))].into_iter().chain(hash).chain(at).chain(chance)
}

/// `1/100`.
fn chance_of(text: &str) -> Option<Chance> {
    let (of, out_of) = text.split_once('/')?;
    let (of, out_of) = (of.parse().ok()?, out_of.parse().ok()?);
    (of > 0 && of <= out_of).then_some(Chance { of, out_of })
}

#[cfg(test)]
mod tests {
    use sim_core::{Channel, Order};

    use super::*;

    #[test]
    fn a_fault_is_read_back_from_what_it_prints_as() {
        let ring = Topology::ring(2).unwrap();
        for text in [
            "drop:P->Q#3",
            "drop:P->Q#marker",
            "drop:P->Q:1/100",
            "double:P->Q#marker2",
            "double:Q->P#1",
            "crash:P#12",
            "crash:Q@400",
            "drop:P->Q",
            "drop:P->Q@0",
            "crash:P",
        ] {
            assert_eq!(Fault::read(text, &ring).unwrap().written(&ring), text);
        }
    }

    #[test]
    fn what_may_be_said_of_two_processes_or_channels_is_refused_and_what_is_said_of_one_is_not() {
        let names = ["P", "Q", "Q#3"].map(str::to_string).to_vec();
        let [p, q, odd] = [0, 1, 2].map(ProcessId);
        let channel = |target| Channel { source: p, target, order: Order::Fifo };
        let topology = Topology::new(names, [q, odd].map(channel).to_vec()).unwrap();
        for text in ["crash:Q#3", "crash:Q#03", "drop:P->Q#3", "double:P->Q#0003"] {
            let error = Fault::read(text, &topology).unwrap_err();
            assert!(matches!(error, FaultError::Two { .. }), "{text}: {error}");
            assert!(error.tip(&topology).contains("another name"));
        }
        for text in [
            "crash:Q#4",
            "crash:Q#3#3",
            "crash:Q#3@3",
            "drop:P->Q#3@5",
            "drop:P->Q#3:1/2",
            "drop:P->Q#3#marker",
        ] {
            assert_eq!(
                Fault::read(text, &topology).map(|fault| fault.written(&topology)).as_deref(),
                Ok(text)
            );
        }
        assert_eq!(Fault::read("crash:Q#x", &topology), Err(FaultError::Number("x".into())));
    }

    #[test]
    fn who_is_refused_is_told_how_a_fault_is_written_or_what_there_is() {
        let ring = Topology::ring(2).unwrap();
        let tip = |text: &str| Fault::read(text, &ring).unwrap_err().tip(&ring);
        assert_eq!(tip("drop:P->R"), "the channels are P->Q and Q->P");
        assert!(tip("drop:P-").starts_with("a shell takes what is behind '>' for a file"));
        assert_eq!(tip("crash:R-"), "the processes are P and Q");
        for text in ["lose:P->Q", "drop:P->Q#0", "crash:P#marker", "drop:P->Q:3/2"] {
            assert!(tip(text).starts_with("#3 is the third message on the channel"), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_what_is_wrong() {
        let ring = Topology::ring(2).unwrap();
        let refused = [
            ("P->Q", "expected drop:P->Q#3, double:P->Q#3 or crash:P#12"),
            ("lose:P->Q", "expected drop:P->Q#3, double:P->Q#3 or crash:P#12"),
            ("drop:P->R#3", "there is no channel 'P->R'"),
            ("crash:R@1", "there is no process 'R'"),
            ("crash:P#marker", "a process crashes after a step, not with a marker or by chance"),
            ("crash:P:1/2", "a process crashes after a step, not with a marker or by chance"),
            ("drop:P->Q:3/2", "'3/2' is no chance: 1/100 is one in a hundred"),
            ("drop:P->Q:0/2", "'0/2' is no chance: 1/100 is one in a hundred"),
            ("drop:P->Q#marker0", "'0' is no number: they are counted from 1, and are below 2^53"),
            ("drop:P->Q#0", "'0' is no number: they are counted from 1, and are below 2^53"),
            ("crash:P@-1", "'-1' is no number: they are counted from 1, and are below 2^53"),
        ];
        for (text, why) in refused {
            assert_eq!(Fault::read(text, &ring).unwrap_err().to_string(), why, "{text}");
        }
    }
}
