//! What the program says of itself: what there is to choose from, schemas, completions, the manual page.

use std::io::Write as _;

use clap_complete::Shell;
use draw::report::style::BOLD;
use snapshot::algorithms::{self, Entry};
use snapshot::oracle::Overall;
use snapshot::{catalog, detection};

use crate::args::{self, SchemaArgs, SchemaForm};
use crate::check::{CheckShard, Report, Row};
use crate::class::Graded;
use crate::compare::{CompareShard, Compared, Detected};
use crate::detect::Detection;
use crate::explore::Explored;
use crate::failure::Failure;
use crate::judge::Told;
use crate::output::Output;

pub(crate) fn schema(args: &SchemaArgs) -> Result<Overall, Failure> {
    let schema = match args.form {
        SchemaForm::Json => trace::schema::of_run(),
        SchemaForm::Jsonl => trace::schema::of_line(),
        SchemaForm::Check => trace::schema::pretty::<Report>(),
        SchemaForm::Row => trace::schema::pretty::<Row>(),
        SchemaForm::Shard => trace::schema::pretty::<CheckShard>(),
        SchemaForm::Compare => trace::schema::pretty::<Compared>(),
        SchemaForm::CompareShard => trace::schema::pretty::<CompareShard>(),
        SchemaForm::Detect => trace::schema::pretty::<Detected>(),
        SchemaForm::Detection => trace::schema::of_written::<Detection>(),
        SchemaForm::Local => trace::schema::pretty::<trace::local::Line>(),
        SchemaForm::Scenario => trace::schema::of_scenario(),
        SchemaForm::Assignment => trace::schema::of_assignment(),
        SchemaForm::Graded => trace::schema::pretty::<Graded>(),
        SchemaForm::Log => trace::schema::pretty::<observed::line::Line>(),
        SchemaForm::Judge => trace::schema::pretty::<Told>(),
        SchemaForm::Claim => trace::schema::pretty::<crate::claim::Told>(),
        SchemaForm::Restore => trace::schema::pretty::<crate::restore::Told>(),
        SchemaForm::Cut => trace::schema::pretty::<crate::cut::Told>(),
        SchemaForm::Recover => trace::schema::pretty::<crate::recover::Told>(),
        SchemaForm::Lattice => trace::schema::pretty::<crate::lattice::Told>(),
        SchemaForm::Diff => trace::schema::of_written::<crate::diff::Told>(),
        SchemaForm::Explore => trace::schema::pretty::<Explored>(),
    };
    print(format!("{schema}\n").as_bytes())
}

/// The programs and their parameters, the topologies, the algorithms, the detectors.
pub(crate) fn list() -> Result<Overall, Failure> {
    let mut text = format!("{BOLD}Programs{BOLD:#} (--program NAME, --param KEY=VALUE)\n");
    for program in catalog::ALL {
        let trigger = if program.counts { "" } else { "; its states are no counts" };
        text.push_str(&format!("\n  {:<12}{}{trigger}\n", program.name, program.about));
        for parameter in program.parameters {
            text.push_str(&format!("    {:<22}{}\n", parameter.to_string(), parameter.about));
        }
    }
    text.push_str(&format!("\n{BOLD}Topologies{BOLD:#} (--topology SHAPE)\n\n"));
    for (shape, about) in TOPOLOGIES {
        text.push_str(&format!("  {shape:<20}{about}\n"));
    }
    text.push_str(&format!("\n{BOLD}Algorithms{BOLD:#} (--algorithm NAME)\n\n"));
    for Entry { name, about, needs, .. } in algorithms::ALL {
        text.push_str(&format!("  {name:<22}{about}\n    needs {needs}\n"));
    }
    text.push_str(&format!("\n{BOLD}Detectors{BOLD:#} (--detect NAME)\n\n"));
    for detector in detection::list::ALL {
        text.push_str(&format!("  {:<22}{}\n    needs {}\n", detector.name, detector.about, detector.needs));
    }
    print_as(text.as_bytes(), true)
}

/// The shapes, and what they are.
const TOPOLOGIES: [(&str, &str); 7] = [
    ("ring:N", "N processes, each with a channel to the next; ring:2 is P and Q"),
    ("complete:N", "each with a channel to every other"),
    ("line:N", "a channel each way between neighbours"),
    ("star:N", "a channel each way between the first and every other"),
    ("grid:RxC", "R rows of C, a channel each way between neighbours"),
    ("random:N,E[,SEED]", "E channels among N, strongly connected"),
    ("FILE.top", "a topology file of the COS 418 simulator"),
];

pub(crate) fn completions(shell: Shell) -> Result<Overall, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::for_shells(args::command()), "sim", &mut script);
    print(&script)
}

pub(crate) fn man() -> Result<Overall, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(args::command()).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Overall, Failure> {
    print_as(bytes, false)
}

fn print_as(bytes: &[u8], text: bool) -> Result<Overall, Failure> {
    let mut output = Output::open_as(None, text)?;
    output.write_all(bytes)?;
    output.finish()?;
    Ok(Overall::Holds)
}
