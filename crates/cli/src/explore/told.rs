//! A state of a search in words: its processes and channels, what has been recorded so far, and what may happen next. The words are
//! those of drawings and of `sim step`.

use draw::choices::{Recorded, State};
use draw::words;
use explore::Reached;
use sim_core::words::with_article;
use sim_core::{Action, ChannelId, ProcessId, Shows as _, Topology};
use snapshot::exploration::Shown;
use snapshot::oracle::Law;
use snapshot::{Act, Aim, Carries as _, Extra, Fate, Incident, Layer, Logged, Program, SnapshotId, Wire};
use trace::describe::held;

use crate::prepared::Prepared;

/// A state that was reached, of a program under an algorithm.
type ReachedOf<'r, P, L> =
    Reached<'r, L, Shown<<P as sim_core::Protocol>::State, <P as sim_core::Protocol>::Message>>;

/// What is said of the states of a system.
pub(super) struct Words<'a, P: Program, L> {
    prepared: &'a Prepared<'a, P, L>,
    snapshots: u32,
}

impl<'a, P: Program, L: Layer<P>> Words<'a, P, L> {
    pub(super) fn of(prepared: &'a Prepared<'a, P, L>) -> Self {
        Self { prepared, snapshots: prepared.scenario.configuration.initiation.snapshots }
    }

    fn topology(&self) -> &Topology {
        self.prepared.topology()
    }

    fn program(&self) -> &P {
        &self.prepared.underlying.protocol
    }

    /// The state, but for what may happen in it.
    pub(super) fn state(&self, reached: &ReachedOf<'_, P, L>) -> State {
        let process = |state: &L::State| self.held(state.shown());
        let channel = |channel| {
            let messages =
                reached.channel(channel).iter().map(|message| self.message(&message.body.logged()));
            messages.collect::<Vec<_>>().join(", ")
        };
        State {
            depth: 0,
            begun: self.has_begun(reached),
            processes: reached.processes().map(process).collect(),
            channels: self.topology().channel_ids().map(channel).collect(),
            recorded: (1..=self.snapshots).map(|of| self.recorded(reached, SnapshotId(of))).collect(),
            incidents: self.incidents(reached),
            choices: Vec::new(),
            end: None,
        }
    }

    fn held(&self, state: &P::State) -> String {
        words::state_and_hold(&held(self.program(), state))
    }

    /// Whether something has been recorded, or a message of the algorithm is under way.
    fn has_begun(&self, reached: &ReachedOf<'_, P, L>) -> bool {
        let records =
            |process| (1..=self.snapshots).any(|of| reached.seen(process).state(SnapshotId(of)).is_some());
        let mut messages = reached.channels().flatten();
        self.topology().processes().any(records) || messages.any(|message| message.body.control().is_some())
    }

    /// What has been recorded for a snapshot so far.
    fn recorded(&self, reached: &ReachedOf<'_, P, L>, snapshot: SnapshotId) -> Recorded {
        let process = |process| {
            let shown = reached.seen(process);
            let permanent = if shown.is_permanent(snapshot) { ", permanent" } else { "" };
            shown.state(snapshot).map_or_else(|| "-".to_string(), |state| self.held(state) + permanent)
        };
        let channels = match Law::aim_of(self.prepared.law) {
            Aim::GlobalState => {
                let ids = self.topology().channel_ids();
                ids.map(|channel| self.recorded_in(reached, snapshot, channel)).collect()
            }
            Aim::RecoveryLine | Aim::Checkpoints => Vec::new(),
        };
        Recorded { processes: self.topology().processes().map(process).collect(), channels }
    }

    /// What has been recorded of a channel: by its target, or by whoever works it out.
    fn recorded_in(&self, reached: &ReachedOf<'_, P, L>, snapshot: SnapshotId, channel: ChannelId) -> String {
        let shown = || self.topology().processes().map(|process| reached.seen(process));
        let messages = shown().flat_map(|shown| shown.messages(snapshot, channel));
        let messages: Vec<_> = messages.map(|message| self.program().print_message(&message)).collect();
        let target = self.topology().channel(channel).target;
        let is_closed = shown().any(|shown| shown.has_closed(snapshot, channel));
        let is_open = !messages.is_empty() || reached.seen(target).state(snapshot).is_some();
        match (is_closed, is_open, messages.is_empty()) {
            (true, _, true) => "empty".to_string(),
            (true, _, false) => messages.join(", "),
            (false, true, true) => "nothing yet, still open".to_string(),
            (false, true, false) => format!("{}, still open", messages.join(", ")),
            (false, false, _) => "-".to_string(),
        }
    }

    /// What went wrong so far, process by process.
    fn incidents(&self, reached: &ReachedOf<'_, P, L>) -> Vec<String> {
        let name = |process| self.topology().name(process).to_string();
        let to = |channel| name(self.topology().channel(channel).target);
        let told = |process| {
            reached.seen(process).incidents().iter().map(move |incident| match incident {
                Incident::Lost { channel, message } => {
                    format!("{} from {} to {} is lost", self.message(message), name(process), to(*channel))
                }
                Incident::Doubled { channel, message } => {
                    format!(
                        "{} from {} to {} comes twice",
                        self.message(message),
                        name(process),
                        to(*channel)
                    )
                }
                Incident::Crashed => format!("{} has crashed", name(process)),
            })
        };
        self.topology().processes().flat_map(told).collect()
    }

    /// Each of these events as a sentence without its end.
    pub(super) fn events(&self, reached: &ReachedOf<'_, P, L>, actions: &[Action]) -> Vec<String> {
        actions.iter().map(|action| self.event(reached, *action)).collect()
    }

    fn event(&self, reached: &ReachedOf<'_, P, L>, action: Action) -> String {
        let name = |process: ProcessId| self.topology().name(process);
        match action {
            Action::Deliver { channel, position } => {
                let ends = self.topology().channel(channel);
                let message = reached.channel(channel).iter().nth(position as usize);
                let message = message.map_or_else(String::new, |message| self.named(&message.body.logged()));
                let past = match position {
                    0 => String::new(),
                    older => format!(", which overtakes {older} older in its channel"),
                };
                format!("{} receives {message} from {}{past}", name(ends.target), name(ends.source))
            }
            Action::Internal { process, command } => {
                let state = reached.process(process);
                let command = self.prepared.superposed.command(process, state, command);
                command.map_or_else(String::new, |command| self.of_its_own_accord(process, &command))
            }
        }
    }

    fn of_its_own_accord(&self, process: ProcessId, command: &Act<P::Command>) -> String {
        let name = self.topology().name(process);
        match command {
            Act::Underlying(command) => {
                format!("{name} acts of its own accord ({})", self.program().print_command(command))
            }
            Act::Initiate(SnapshotId(number)) => format!("{name} starts snapshot {number}"),
            Act::Fault(Fate::Begins(fault, _)) => {
                let fault = self.prepared.scenario.configuration.faults.get(*fault);
                let written = fault.map_or_else(String::new, |fault| fault.written(self.topology()));
                let which = command.print(|_| String::new());
                format!("What goes wrong at {name} begins now: {written} ({which})")
            }
            Act::Fault(Fate::Falls(_)) => {
                format!("Chance decides what goes wrong at {name} ({})", command.print(|_| String::new()))
            }
        }
    }

    /// A message with its article, if it is the algorithm's.
    fn named(&self, message: &Logged<P::Message>) -> String {
        let text = self.message(message);
        if message.control().is_some() { with_article(&text) } else { text }
    }

    /// A message, with what the algorithm adds to it or says in it.
    fn message(&self, message: &Logged<P::Message>) -> String {
        match message {
            Wire::Message { body, tag } => {
                let tag = tag.as_deref().unwrap_or_default();
                self.program().print_message(body) + &words::added_in_short(tag)
            }
            Wire::Control { snapshot, body } => {
                let kind = Extra::<P::Message>::kind(body);
                let said = body.as_deref().map_or("", |text| words::besides(&kind, text));
                let of =
                    if self.snapshots > 1 { format!(" of snapshot {}", snapshot.0) } else { String::new() };
                format!("{kind}{of}{}", words::added_in_short(said))
            }
        }
    }
}
