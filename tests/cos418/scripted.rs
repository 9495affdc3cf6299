//! A script under the algorithm, on the course's clock.

use std::cmp::Ordering;

use sim_core::{
    ChannelId, Context, Delays, Effects, Event, Protocol, Simulation, Step, System, TickRules, Ticked,
};
use snapshot::chandy_lamport::Recordings;
use snapshot::computation::script::{Parcel, ScriptState};
use snapshot::{
    ChandyLamport, Evidence, Judge, Layered, Log, Overall, Recorded, RecordedGlobalState, Script,
    ScriptCommand, SnapshotAlgorithm, SnapshotId, Wire, overall,
};
use trace::cos418::{Snap, Top, events};

/// A script under Chandy and Lamport's algorithm: a process that comes to a `snapshot` statement starts the snapshot of
/// that statement.
pub(crate) struct Scripted(pub(crate) Script);

/// What the algorithm remembers, and how many snapshots the process has started.
type Local = (Recordings, usize);

/// The effects of the script, onto the wire.
struct Onto<'a, E>(&'a mut E);

impl<E: Effects<Wire<Parcel>, Recorded<ScriptState, Parcel>>> Effects<Parcel, ()> for Onto<'_, E> {
    fn send(&mut self, channel: ChannelId, parcel: Parcel) {
        self.0.send(channel, Wire::Underlying(parcel));
    }

    fn observe(&mut self, (): ()) {}
}

impl Protocol for Scripted {
    type State = Layered<ScriptState, Local>;
    type Message = Wire<Parcel>;
    type Command = ScriptCommand;
    type Observation = Recorded<ScriptState, Parcel>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        Layered { underlying: self.0.initial_state(cx), local: Local::default() }
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(ScriptCommand)) {
        self.0.commands(cx, &state.underlying, offer);
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        Layered { underlying, local: (recordings, started) }: &mut Self::State,
        event: Event<Self::Message, ScriptCommand>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { channel, message: Wire::Marker(snapshot) } => {
                ChandyLamport.receive_marker(cx, snapshot, channel, underlying, recordings, effects);
            }
            Event::Receive { channel, message: Wire::Underlying(message) } => {
                ChandyLamport.receive_message(cx, channel, &message, recordings, effects);
                self.0.handle(cx, underlying, Event::Receive { channel, message }, &mut Onto(effects));
            }
            Event::Internal(command) => {
                let starts = self.0.starts_snapshot(&command);
                self.0.handle(cx, underlying, Event::Internal(command), &mut Onto(effects));
                if starts {
                    let mut own =
                        (1..).zip(self.0.snapshots()).filter(|(_, starter)| **starter == cx.process);
                    let (number, _) = own.nth(*started).unwrap();
                    *started += 1;
                    ChandyLamport.initiate(cx, SnapshotId(number), underlying, recordings, effects);
                }
            }
        }
    }
}

/// What a run came to.
pub(crate) struct Run {
    /// The snapshots in the course's form, one after another.
    pub(crate) snaps: String,
    /// Whether each passes every oracle.
    pub(crate) overall: Vec<Overall>,
    /// How many delays there were, if that was too few.
    pub(crate) exhausted: Option<usize>,
}

/// The rules of the clock and of the markers: what the mutants below get wrong.
#[derive(Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) clock: TickRules,
    pub(crate) markers: fn(&str, &str) -> Ordering,
}

pub(crate) const RIGHT: Rules = Rules { clock: TickRules { order: str::cmp, pause: 1 }, markers: str::cmp };

/// Runs a script until nothing is left to do.
pub(crate) fn run(top: &Top, text: &str, delays: Delays, rules: Rules) -> Run {
    let topology = top.topology_ordered(rules.markers).unwrap();
    let script = Script::new(&topology, &top.tokens(), &events::parse(text).unwrap()).unwrap();
    let mut clock = Ticked::with_rules(&topology, script.timetable(), delays, rules.clock);
    let underlying = System::new(script.clone(), topology.clone());
    let system = System::new(Scripted(script), topology.clone());
    let mut simulation = Simulation::new(&system, &mut clock);
    let mut log = Log::<Script>::default();
    while simulation.step(&mut log).unwrap() == Step::Performed {}
    let mut run = Run { snaps: String::new(), overall: Vec::new(), exhausted: None };
    for number in 0..u32::try_from(system.protocol.0.snapshots().len()).unwrap() {
        let snapshot = SnapshotId(number + 1);
        let recorded = RecordedGlobalState::assemble::<Script>(&topology, &log.events, snapshot);
        let snap = Snap::of(&underlying.protocol, &topology, &recorded, number);
        run.snaps += &snap.map_or("incomplete\n".to_string(), |snap| snap.to_string());
        let base = &underlying.initial_state();
        let evidence = Evidence { system: &underlying, snapshot, base, events: &log.events };
        run.overall.push(overall(&Judge::default().judge(&evidence)));
    }
    run.exhausted = clock.exhausted();
    run
}
