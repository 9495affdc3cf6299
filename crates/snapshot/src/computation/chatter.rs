//! Chatter: words that go from process to process for ever, each on to any neighbour. For load.
//!
//! Words differ, so that losing one and doubling another cannot cancel out; their number is what is conserved.

use std::fmt;

use sim_core::{ChannelId, Context, Effects, Event, Protocol};

use super::arguments::Arguments;
use super::counted::{self, number};
use super::entry::{Entry, soon};
use super::good::Good;
use super::parameters::{Parameter, ParameterError};
use super::program::Program;
use super::underlying::Computation;

/// What is conserved.
static GOODS: [Good; 1] = [Good::new(NAME, NAME, "words")];
const NAME: &str = "word";

/// A word: how many its sender had heard.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Word(pub u64);

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "w{}", self.0)
    }
}

/// The state of a process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ChatterState {
    /// How many words it has heard.
    pub heard: u64,
    /// How many words it has to pass on.
    pub to_say: u32,
}

impl fmt::Display for ChatterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        counted::write(f, self.heard, self.to_say, NAME)
    }
}

/// What a process does of its own accord: it says a word on this channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Say(pub ChannelId);

impl fmt::Display for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "say on channel {}", self.0.0)
    }
}

/// The computation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Chatter {
    /// How many words each process starts with.
    pub words: u32,
}

impl Protocol for Chatter {
    type State = ChatterState;
    type Message = Word;
    type Command = Say;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> ChatterState {
        ChatterState { heard: 0, to_say: self.words }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &ChatterState, offer: impl FnMut(Say)) {
        if state.to_say > 0 {
            cx.outgoing().map(Say).for_each(offer);
        }
    }

    #[inline]
    fn handle<E: Effects<Word, ()>>(
        &self,
        _: Context<'_>,
        state: &mut ChatterState,
        event: Event<Word, Say>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { .. } => {
                state.heard += 1;
                state.to_say += 1;
            }
            Event::Internal(Say(channel)) => {
                state.to_say -= 1;
                effects.send(channel, Word(state.heard));
            }
        }
    }
}

impl Computation for Chatter {
    prints_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Word> {
        text.strip_prefix('w').and_then(number).map(Word)
    }

    fn sends_on_receipt(&self) -> bool {
        false
    }

    fn count(&self, state: &ChatterState) -> Option<u64> {
        Some(state.heard)
    }

    fn goods(&self) -> &[Good] {
        &GOODS
    }

    fn held(&self, state: &ChatterState, _: usize) -> u64 {
        u64::from(state.to_say)
    }

    fn carried(&self, _: &Word, _: usize) -> u64 {
        1
    }
}

const WORDS: Parameter = Parameter {
    name: "words",
    default: Some(1),
    most: 1_000_000,
    about: "how many words each process starts with",
};

impl Chatter {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "chatter",
        about: "words go on for ever, each to any neighbour; for load",
        parameters: &[WORDS],
        takes_any: false,
        counts: true,
        takes_tokens: false,
        default_hold: soon,
    };
}

impl Program for Chatter {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let words = arguments.number(&WORDS)?.expect("it has a default");
        Ok(Self { words: u32::try_from(words).expect("it is at most a million") })
    }

    fn ends(&self) -> bool {
        self.words == 0
    }

    fn describe(&self) -> String {
        format!("chatter, words of each process: {}", self.words)
    }

    fn counted(&self, heard: u64, held: u64) -> Option<ChatterState> {
        Some(ChatterState { heard, to_say: held.try_into().ok()? })
    }

    fn parse_command(&self, text: &str) -> Option<Say> {
        let channel = number(text.strip_prefix("say on channel ")?)?;
        u32::try_from(channel).ok().map(|channel| Say(ChannelId(channel)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let chatter = Chatter { words: 1 };
        let state = ChatterState { heard: 7, to_say: 2 };
        assert_eq!(chatter.counted(7, chatter.held(&state, 0)), Some(state));
        assert_eq!(chatter.parse_message(&Word(3).to_string()), Some(Word(3)));
        assert_eq!(chatter.parse_command(&Say(ChannelId(3)).to_string()), Some(Say(ChannelId(3))));
        for text in ["", "w", "3", "w03", "w-1"] {
            assert_eq!(chatter.parse_message(text), None, "{text}");
        }
    }
}
