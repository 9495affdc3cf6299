//! What is so of a computation and of a layer that say nothing of it: each may be written without a line more than it needs.

use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, System, Topology};

use crate::algorithm::{At, Recorded, Sink, SnapshotAlgorithm};
use crate::algorithms::{self, Algorithm, Around, Visitor};
use crate::computation::catalog;
use crate::computation::predicate::{TERMINATED, predicates};
use crate::{
    Act, Computation, Fault, Faults, Initiation, Layer, Program, SnapshotId, Superposed, Underlying, Wanted,
    Wire,
};

/// Whoever has a number sends it on, once.
#[derive(Clone, Debug)]
struct Plain;

impl Protocol for Plain {
    type State = Option<u8>;
    type Message = u8;
    type Command = u8;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> Option<u8> {
        (cx.process.0 == 0).then_some(7)
    }

    fn commands(&self, _: Context<'_>, state: &Option<u8>, offer: impl FnMut(u8)) {
        state.iter().copied().for_each(offer);
    }

    fn handle<E: Effects<u8, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut Option<u8>,
        event: Event<u8, u8>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message, .. } => *state = Some(message),
            Event::Internal(number) => {
                *state = None;
                cx.outgoing().take(1).for_each(|channel| effects.send(channel, number));
            }
        }
    }
}

impl Computation for Plain {}

/// Records its state when it is to start, and does nothing else.
#[derive(Clone, Debug)]
struct Alone;

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Alone {
    type Local = bool;
    type Tag = ();
    type Control = ();

    fn initial_local(&self, _: Context<'_>) -> bool {
        false
    }

    fn has_recorded(&self, local: &bool, snapshot: SnapshotId) -> bool {
        *local && snapshot.0 <= 3
    }

    fn initiate(&self, at: At<'_, S, bool>, snapshot: SnapshotId, effects: &mut impl Sink<S, M>) {
        *at.local = true;
        effects.observe(Recorded::Process { snapshot, state: at.state.clone(), before: false });
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut bool, _: &mut impl Sink<S, M>) {}

    fn receive_message(&self, _: At<'_, S, bool>, _: ChannelId, _: &M, (): &(), _: &mut impl Sink<S, M>) {}

    fn receive_control(
        &self,
        _: At<'_, S, bool>,
        _: SnapshotId,
        _: ChannelId,
        (): &(),
        _: &mut impl Sink<S, M>,
    ) {
    }
}

/// The algorithm over [`Plain`].
fn alone() -> impl SnapshotAlgorithm<Option<u8>, u8, Local = bool, Tag = (), Control = ()> {
    Alone
}

#[test]
fn a_computation_that_says_nothing_of_itself_counts_and_holds_nothing_and_is_printed_as_it_is() {
    let system = System::new(Plain, Topology::ring(2).unwrap());
    let state: Underlying<Plain> = system.initial_state();
    let System { protocol, topology } = &system;
    assert_eq!((protocol.count(&Some(7)), protocol.held(&Some(7), 0), protocol.carried(&7, 0)), (None, 0, 0));
    assert!(protocol.goods().is_empty() && protocol.conserved().is_empty());
    assert!(protocol.predicates().is_empty() && !protocol.holds(0, topology, &state));
    assert_eq!(predicates(protocol).collect::<Vec<_>>(), [TERMINATED]);
    assert_eq!(protocol.wait_for(topology, &state), None);
    assert!(protocol.sends_on_receipt(), "nobody says that it does not");
    assert_eq!(protocol.print_state(&Some(7)), "Some(7)");
    assert_eq!((protocol.print_message(&7), protocol.print_command(&8)), ("7".to_string(), "8".to_string()));
    assert_eq!(protocol.parse_message("7"), None);
    assert!(!protocol.starts_snapshots());
    assert_eq!(protocol.starts_snapshot(&7), None);
}

/// A protocol that is seen as a layer, and says nothing of itself.
#[derive(Clone, Debug)]
struct Bare(Superposed<Plain, Alone>);

impl Protocol for Bare {
    type State = <Superposed<Plain, Alone> as Protocol>::State;
    type Message = <Superposed<Plain, Alone> as Protocol>::Message;
    type Command = Act<u8>;
    type Observation = Recorded<Option<u8>, u8>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        self.0.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(Act<u8>)) {
        self.0.commands(cx, state, offer);
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Act<u8>>,
        effects: &mut E,
    ) {
        self.0.handle(cx, state, event, effects);
    }
}

impl Layer<Plain> for Bare {}

#[test]
fn a_layer_that_says_nothing_of_itself_keeps_nobody_back_and_may_do_all_that_is_asked_only_where_something_went_wrong()
 {
    let topology = Topology::ring(2).unwrap();
    let layer = Bare(Superposed::new(Plain, Alone, Initiation::of_own_accord(ProcessId(0))));
    let system = System::new(layer, topology);
    let cx = system.context(ProcessId(0));
    let (layer, state) = (&system.protocol, system.protocol.initial_state(cx));
    assert!(!layer.blocks() && !layer.by_markers());
    assert!(!layer.has_crashed(&state) && !layer.stands_still(&state));
    assert!(layer.records_by_messages() && layer.may_start(cx, &state));
    assert_eq!((layer.offered(cx, &state), layer.stored(&state)), (None, 0));
}

#[test]
fn an_algorithm_that_says_nothing_of_itself_lets_all_act_and_is_asked_at_each_place() {
    let topology = Topology::ring(2).unwrap();
    let system =
        System::new(Superposed::new(Plain, Alone, Initiation::of_own_accord(ProcessId(0))), topology);
    let cx = system.context(ProcessId(0));
    let one = SnapshotId(1);
    let (algorithm, channel) = (alone(), ChannelId(0));
    assert_eq!(algorithm.next_missing(&false, one), SnapshotId(1));
    assert_eq!(algorithm.next_missing(&true, one), SnapshotId(4), "three are recorded");
    assert!(!algorithm.by_steps() && !algorithm.refuses() && !algorithm.blocks() && !algorithm.by_markers());
    assert!(algorithm.may_start(&true, one) && algorithm.may_act(cx, &true));
    assert!(algorithm.accepts(cx, &true, channel, Wire::Message { body: &7, tag: &() }));
    assert!(algorithm.may_send(cx, &true, channel), "nobody says that it does not");
    assert_eq!(algorithm.stored(&true), 0);
    let read = |note| (algorithm.read_tag(note, |_| None), algorithm.read_control(note, |_| None));
    assert_eq!((read(None), read(Some("more"))), ((Some(()), Some(())), (None, None)));
    let layer: &Superposed<Plain, Alone> = &system.protocol;
    let state = layer.initial_state(cx);
    assert!(!layer.blocks() && !layer.refuses() && !Layer::by_markers(layer));
    assert!(!layer.has_crashed(&state) && !layer.stands_still(&state));
    assert_eq!((layer.offered(cx, &state), layer.stored(&state)), (Some(1), 0));
    assert!(layer.may_start(cx, &state) && !layer.may_start(system.context(ProcessId(1)), &state));
    let mut offered = Vec::new();
    layer.commands(cx, &state, |command| offered.push(command));
    assert_eq!(offered, [Act::Underlying(7), Act::Initiate(one)]);
    assert_eq!(layer.command(cx, &state, 1), Some(Act::Initiate(one)));
    assert_eq!(layer.command(cx, &state, 2), None);
}

/// Tells as what something is run.
struct Types;

impl Visitor for Types {
    type Output = &'static str;

    fn visit<P: Program, A: Algorithm<P>>(self, _: A) -> &'static str {
        std::any::type_name::<(P, A)>()
    }
}

#[test]
fn the_fastest_types_are_for_who_is_worth_them_where_nothing_is_laid_over_the_algorithm() {
    let ring = Topology::ring(2).unwrap();
    let causal = ring.clone().with_order(sim_core::Order::Causal);
    let faults = Faults::new(vec![Fault::read("drop:P->Q", &ring).unwrap()]);
    let initiation = Initiation::of_own_accord(ProcessId(0));
    let none = Faults::default();
    let plain = Around { topology: &ring, initiation: &initiation, faults: &none };
    let visited = |program: &str, algorithm: &str, around| {
        let (program, entry) = (catalog::entry(program).unwrap(), algorithms::entry(algorithm).unwrap());
        algorithms::visit_fast(program, entry, around, Types)
    };
    for (program, own) in
        [("token-ring", "TokenRing"), ("bank", "Bank"), ("chatter", "Chatter"), ("script", "OneOf")]
    {
        for (algorithm, fast) in
            [("chandy-lamport", "Itself<"), ("mattern", "Itself<"), ("lai-yang", "InAnyNetwork")]
        {
            let name = visited(program, algorithm, plain);
            let (of, by) = name.split_once(", ").unwrap();
            let is_own = of.contains(own) && (own == "OneOf") == of.contains("OneOf");
            assert!(is_own || own == "OneOf" && name.contains("OneOf"), "{program}: {name}");
            assert!(by.contains(fast), "{program} under {algorithm}: {name}");
        }
        for around in [Around { topology: &causal, ..plain }, Around { faults: &faults, ..plain }] {
            for algorithm in ["chandy-lamport", "mattern"] {
                let name = visited(program, algorithm, around);
                assert!(!name.contains("Itself"), "{program} under {algorithm}: {name}");
            }
        }
    }
    let any = algorithms::visit(algorithms::entry("mattern").unwrap(), Types);
    assert!(any.contains("OneOf") && any.contains("InAnyNetwork"), "{any}");
}

#[test]
fn who_is_asked_whether_a_verdict_is_wanted_shows_his_name_alone() {
    assert_eq!(format!("{:?}", Wanted::ALWAYS), "Wanted");
}
