//! A scenario file, run and judged without the program: by its schedule, and under a hundred seeds.
//!
//! The file names another one, a script. Both are read here: the library reads no files of its own accord.

use std::error::Error;
use std::fs;
use std::path::Path;

use sim_core::Schedule;
use sim_trace::plan::{Around, Plan, Refused};
use sim_trace::scenario;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::Overall;
use snapshot::shrink::Systems;
use snapshot::{Program, Setup};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/bank800.toml");

/// Makes one run of a plan, and says what its checks came to.
struct Judged<'a> {
    plan: &'a Plan,
    by: By,
}

enum By {
    Schedule(Schedule),
    Seed(u64),
}

impl Visitor for Judged<'_> {
    type Output = Result<Overall, Box<dyn Error>>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Plan { configuration, timing, max_events, .. } = self.plan;
        let Systems { underlying, superposed, law, .. } = self.plan.systems::<P, A>(&algorithm)?;
        let setup = Setup {
            underlying: &underlying,
            superposed: &superposed,
            snapshots: configuration.initiation.snapshots,
            max_events: *max_events,
            law,
            stable: &[],
        };
        let judgements = match self.by {
            By::Schedule(schedule) => {
                let mut experiment = setup.listed(schedule);
                experiment.run(&mut ())?;
                experiment.judgements()
            }
            By::Seed(seed) => {
                let mut experiment = setup.timed(timing, seed);
                experiment.run(&mut ())?;
                experiment.judgements()
            }
        };
        Ok(judgements[0].verdict())
    }
}

/// The plan of a scenario file.
fn plan(file: &str) -> Result<Plan, Box<dyn Error>> {
    let spec = scenario::parse(&fs::read_to_string(file)?, file, Path::is_file)?;
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let spec = spec.with_texts(folder, |path| fs::read_to_string(path))?;
    // Whoever has a bound on memory says here whether there is room.
    Ok(Plan::new(spec, &Around::alone(&|_, _| Ok::<(), Refused>(())))?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let plan = plan(FILE)?;
    let schedule = plan.schedule.clone().expect("the file has one");
    assert_eq!(plan.visit(Judged { plan: &plan, by: By::Schedule(schedule) })?, Overall::Holds);
    for seed in 0..100 {
        let verdict = plan.visit(Judged { plan: &plan, by: By::Seed(seed) })?;
        assert_eq!(verdict, Overall::Holds, "seed {seed}");
    }
    // What is saved of a run is a plan again.
    let (again, seed) = Plan::from_config(&plan.config(7), &Around::alone(&|_, _| Ok::<(), Refused>(())))?;
    assert_eq!((again.configuration, seed), (plan.configuration, 7));
    Ok(())
}

#[test]
fn a_scenario_file_is_run_and_judged_and_a_saved_run_is_a_plan_again() {
    main().unwrap();
}
