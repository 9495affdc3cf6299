//! A computation of one's own under the snapshot algorithm: judged under a thousand seeds, and one run drawn.
//!
//! Three children sit in a circle. Whoever has a marble may give one to the next child. How many marbles are there? Nobody can look at
//! all hands at once, and some marbles are always on their way: that is what a snapshot is for.
//!
//! `cargo run -p sim-draw --example marbles -- marbles.svg` writes the picture.

use std::error::Error;

use sim_core::{Context, Delay, Effects, Event, ProcessId, Protocol, System, Timing, Topology};
use sim_draw::export::{self, Format, Options};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::oracle::{Law, Overall};
use snapshot::{Computation, Good, Initiation, Setup, Superposed};
use trace::model::{Config, Header, Tool};
use trace::{describe, write};

struct Marbles;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Marble;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Give;

impl Protocol for Marbles {
    type State = u64; // How many marbles a child has.
    type Message = Marble;
    type Command = Give; // What a child may do of its own accord.
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> u64 {
        5
    }

    fn commands(&self, _: Context<'_>, marbles: &u64, mut offer: impl FnMut(Give)) {
        if *marbles > 0 {
            offer(Give);
        }
    }

    fn handle<E: Effects<Marble, ()>>(
        &self,
        cx: Context<'_>,
        marbles: &mut u64,
        event: Event<Marble, Give>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message: Marble, .. } => *marbles += 1,
            Event::Internal(Give) => {
                *marbles -= 1;
                effects.send(cx.outgoing().next().expect("it is a circle"), Marble);
            }
        }
    }
}

impl Computation for Marbles {
    /// No marble is made or lost. The oracles hold that against every snapshot.
    fn goods(&self) -> &[Good] {
        static GOODS: [Good; 1] = [Good::new("marble", "marble", "marbles")];
        &GOODS
    }

    fn held(&self, marbles: &u64, _: usize) -> u64 {
        *marbles
    }

    fn carried(&self, _: &Marble, _: usize) -> u64 {
        1
    }
}

fn run() -> Result<String, Box<dyn Error>> {
    let circle = Topology::ring(3)?;
    let superposed = Superposed::new(Marbles, ChandyLamport, Initiation::of_own_accord(ProcessId(0)));
    let (alone, layered) = (System::new(Marbles, circle.clone()), System::new(superposed, circle));
    let setup = Setup {
        underlying: &alone,
        superposed: &layered,
        snapshots: 1,
        max_events: 10_000,
        law: Some(Law::MARKERS),
        stable: &[],
    };
    let timing = Timing::new(Delay::uniform(1, 20)?, Delay::uniform(1, 9)?).with_start(Delay::fixed(60));

    let mut experiment = setup.timed(&timing, 0);
    for seed in 0..1000 {
        experiment.restart(seed);
        experiment.run(&mut ())?;
        assert_eq!(experiment.judgements()[0].verdict(), Overall::Holds, "seed {seed}");
    }

    let config = Config { program: "marbles".to_string(), ..describe::config(&alone, &timing) };
    let saved = write::record(setup.timed(&timing, 7), Header::new(Tool::default(), config))?;
    Ok(export::to_string(&saved, Format::Svg, &Options::default()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("name a file for the picture")?;
    Ok(std::fs::write(file, run()?)?)
}

#[test]
fn every_snapshot_is_right_and_a_run_is_drawn() {
    assert!(run().unwrap().contains("p2-&gt;p0=[Marble #"));
}
