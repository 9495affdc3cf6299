//! `sim`: the command line. The only place that knows arguments, terminals, files and threads.
//!
//! [`args`] is what can be typed, a [`Spec`](trace::spec::Spec) what was asked for in whatever way, [`scenario`] what it means; one file a subcommand does it ([`run`], [`check`], [`mod@compare`], [`mod@diff`],
//! [`explore`](mod@explore), [`shrink`], [`convert`], [`step`], [`replay`], [`mod@restore`], [`mod@judge`], [`mod@cut`], [`mod@recover`], [`mod@lattice`], [`mod@lesson`], [`live`], [`mod@node`], [`merge`], and [`about`] for what the program says of
//! itself); [`report`] is what a person reads. Nothing is
//! decided about snapshots here: that is the `snapshot` crate.
//!
//! Exit codes: 0 all checks hold, 1 a check failed, 2 usage or input, 3 no verdict.
#![forbid(unsafe_code)]

use snapshot::oracle::Overall;
mod about;
mod args;
mod asked;
mod check;
mod claim;
mod class;
mod cleanup;
mod compare;
mod convert;
mod crash;
mod cut;
mod cuts;
mod detect;
mod diff;
mod drive;
mod driver;
mod escape;
mod explore;
mod exported;
mod failure;
mod foreign;
mod help;
#[cfg(feature = "timely")]
mod hosts;
mod input;
mod interrupt;
mod judge;
mod lattice;
mod lesson;
mod live;
mod memory;
mod merge;
mod node;
mod one_run;
mod output;
mod part;
mod predicates;
mod prepared;
mod progress;
mod recorded_state;
mod recover;
mod replay;
mod report;
mod restore;
mod run;
mod saved;
mod scenario;
mod shard;
mod shell;
mod shrink;
mod snap;
mod spill;
mod spread;
mod stderr;
mod step;
mod tally;
mod until;
mod values;

use std::process::ExitCode;

use args::{Command, Graded, Invocation};

fn main() -> ExitCode {
    let Invocation { color, command } = args::parse();
    color.write_global();
    interrupt::start();
    memory::allow(command.max_memory());
    foreign::allow(command.exec());
    let done = match command {
        Command::Run(args) => match &args.detect {
            Some(detector) => detect::run(&args, detector),
            None => run::run(&args),
        },
        Command::Check(args) => match &args.detect {
            Some(detector) => compare::check_detector(&args, detector),
            None => check::check(&args),
        },
        Command::Compare(args) => compare::compare(&args),
        Command::Shrink(args) => shrink::shrink_run(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Restore(args) => restore::restore(&args),
        Command::Judge(args) => judge::judge(&args),
        Command::Cut(args) => cut::cut(&args),
        Command::Recover(args) => recover::recover(&args),
        Command::Lattice(args) => lattice::lattice(&args),
        Command::Lesson(args) => lesson::lesson(&args),
        Command::Diff(args) => diff::diff(&args),
        Command::Grade(args) => match args.understood() {
            (place, Graded::Class(args)) => class::grade(&place, &args),
            (place, Graded::Claim(args)) => claim::grade(&place, &args),
        },
        Command::Step(args) => step::step(&args),
        Command::Convert(args) => convert::convert(&args),
        Command::Explore(args) => match &args.detect {
            Some(detector) => detect::explore(&args, detector),
            None => explore::explore(&args),
        },
        Command::Live(args) => live::live(&args),
        Command::Node(args) => node::node(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::List => about::list(),
        Command::Schema(args) => about::schema(&args),
        Command::Completions { shell } => about::completions(shell),
        Command::Man => about::man(),
        Command::Help { name } => help::help(name.as_deref()),
    };
    foreign::dismiss();
    match done {
        Ok(overall) => ExitCode::from(code(overall)),
        Err(failure) => {
            stderr::tell(&failure);
            ExitCode::from(failure.code())
        }
    }
}

/// What a command came to, as an exit code.
const fn code(overall: Overall) -> u8 {
    match overall {
        Overall::Holds => 0,
        Overall::Violated => 1,
        Overall::Unknown => 3,
    }
}
