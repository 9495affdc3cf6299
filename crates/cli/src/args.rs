//! What can be typed.
//!
//! `sim …` without a command is `sim run …`. There is no positional argument at the top, so nothing can be mistaken for
//! a command; an option of `run` before another command is refused instead of ignored.

mod check;
mod compare;
mod complete;
mod crash;
mod cut;
mod diff;
pub(crate) mod drawn;
mod exec;
mod explore;
pub(crate) mod form;
mod grade;
#[cfg(feature = "timely")]
mod hosts;
mod judge;
mod lattice;
mod lesson;
mod live;
mod logs;
mod look;
mod memory;
mod recover;
mod replay;
mod restore;
mod scenario;
mod shrink;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use self::explore::{ExploreArgs, ExploreFormat, Reduce};
pub(crate) use check::{CheckArgs, CheckFormat};
pub(crate) use compare::{CompareArgs, CompareFormat, ComparePart};
pub(crate) use complete::for_shells;
pub(crate) use crash::CrashArgs;
pub(crate) use cut::CutArgs;
pub(crate) use diff::{DiffArgs, DiffFormat};
pub(crate) use exec::ExecArgs;
pub(crate) use form::RunFormat;
pub(crate) use grade::{ClaimArgs, ClaimFormat, ClassArgs, GradeArgs, Graded};
#[cfg(feature = "timely")]
pub(crate) use hosts::HostsArgs;
pub(crate) use judge::{JudgeArgs, JudgeFormat};
pub(crate) use lattice::{LatticeArgs, LatticeFormat};
pub(crate) use lesson::{Answers, LessonArgs};
pub(crate) use live::{LiveArgs, MergeArgs, NodeArgs, TempoArgs, WireForm};
pub(crate) use logs::{AnswerFormat, LogArgs};
pub(crate) use look::{ConvertArgs, DrawArgs, LookArgs, StepArgs, Told, ToldArgs, refuse_idle};
pub(crate) use memory::MemoryArgs;
pub(crate) use recover::RecoverArgs;
pub(crate) use replay::ReplayArgs;
pub(crate) use restore::{RestoreArgs, RestoreFormat};
pub(crate) use scenario::{ExperimentArgs, OneRunArgs, ScenarioArgs, not_for_a_search};
pub(crate) use shrink::{ShrinkArgs, ShrinkFormat};

/// A simulator for distributed snapshots: run a computation under a seeded scheduler, record its global state with the
/// algorithm of Chandy and Lamport, and let oracles judge what was recorded.
#[derive(Parser, Debug)]
#[command(
    name = "sim",
    version,
    about = "Run a distributed snapshot from a seed, and judge the recorded global state",
    after_help = "Run 'sim --help' for examples and exit codes, 'sim help COMMAND' for a command.",
    after_long_help = AFTER_HELP,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Color,

    #[command(flatten)]
    run: RunArgs,

    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER_HELP: &str = "\
Examples:
  sim --seed 7 --trigger 101           the exercise: P reaches 101, sends m and starts the snapshot
  sim --hold 0..=30 --seed 3           m may be held by a process when the marker comes
  sim --links unordered --seed 7       without FIFO the algorithm is wrong: see why
  sim --topology complete:4 --program bank --initiators any --snapshots 3
                                       three overlapping snapshots of a bank
  sim --scenario ring.toml             an experiment from a file
  sim check --seeds 0..100000          run and judge every seed
  sim diff --algorithms chandy-lamport,lai-yang
                                       two runs side by side: where do they part?
  sim compare                          what each algorithm pays, and on which channels it is right
  sim explore --hold 1                 try every order of events: what can be recorded?
  sim -f svg -o run.svg                draw the run with its cut; -f html: step through it, move the cut
  sim shrink --links unordered         the smallest run that fails as seed 0 does
  sim lesson -o lesson.html            a page that teaches how a snapshot is taken
  sim -f json -o run.json              save a run ...
  sim replay run.json                  ... and run it again, event by event

Exit codes:
  0  all checks hold
  1  a check failed
  2  the arguments or the input cannot be used
  3  no verdict: a limit was reached first

What can be written where, and what is printed: sim help topology | scenario | faults | script | schedule | notation | course | costs | log | exec | assignment | predicate";

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run one seed and report what was recorded (the default command)
    Run(RunArgs),
    /// Run and judge every seed of a range
    Check(CheckArgs),
    /// Run all algorithms on the same seeds: what does each pay, and where is it right?
    Compare(CompareArgs),
    /// Put two runs beside each other: where do they part, and what came of each?
    Diff(Box<DiffArgs>),
    /// Draw a saved run, write it for another program, or report on it
    Convert(ConvertArgs),
    /// Step through a run in the terminal, forward and back
    Step(StepArgs),
    /// Try every order of events: which global states can be recorded?
    Explore(ExploreArgs),
    /// Reduce a run in which a check fails to a small one in which the same check fails
    Shrink(ShrinkArgs),
    /// Run a saved run again, compare it event by event, and judge what the file says
    Replay(ReplayArgs),
    /// Begin again in a recorded global state of a saved run, and go on
    Restore(RestoreArgs),
    /// Judge the snapshots in the log of another program
    Judge(JudgeArgs),
    /// Is this a consistent cut of a run, and what is the global state there?
    Cut(CutArgs),
    /// Where do the processes of a run go back to when some crash, from the checkpoints that each took?
    Recover(RecoverArgs),
    /// How many global states can a run have gone through, and is something possibly or definitely so in them?
    Lattice(LatticeArgs),
    /// Write a page that teaches how a snapshot is taken, with a run of yours or with the exercise
    Lesson(LessonArgs),
    /// Test what a class has handed in: a report for each student, a table for the teacher
    Grade(GradeArgs),
    /// Run all processes as real processes of this machine, and judge what happened
    Live(Box<LiveArgs>),
    /// Be one process of a run between real processes
    Node(Box<NodeArgs>),
    /// Join the logs of such processes into one run, and judge it
    Merge(MergeArgs),
    /// Show the programs and their parameters, the topologies and the algorithms
    List,
    /// Print the JSON Schema of what is written, or of a scenario
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
    /// Show the help of a command, or what can be written where and what is printed: topology, scenario, faults, script, schedule, notation, course, costs, log, exec, assignment, predicate
    Help {
        /// The command or the topic
        name: Option<String>,
    },
}

impl Command {
    /// How many MiB were allowed, if that was said.
    pub(crate) fn max_memory(&self) -> Option<u64> {
        let memory = match self {
            Self::Run(args) => &args.memory,
            Self::Check(args) => &args.memory,
            Self::Compare(args) => &args.memory,
            Self::Diff(args) => &args.memory,
            Self::Convert(args) => &args.memory,
            Self::Step(args) => &args.memory,
            Self::Explore(args) => &args.memory,
            Self::Shrink(args) => &args.memory,
            Self::Replay(args) => &args.memory,
            Self::Restore(args) => &args.memory,
            Self::Judge(args) => &args.memory,
            Self::Cut(args) => &args.memory,
            Self::Recover(args) => &args.memory,
            Self::Lattice(args) => &args.memory,
            Self::Lesson(args) => &args.memory,
            Self::Grade(args) => &args.memory,
            Self::Live(args) => &args.memory,
            Self::Node(args) => &args.memory,
            Self::Merge(args) => &args.memory,
            Self::List | Self::Schema(_) | Self::Completions { .. } | Self::Man | Self::Help { .. } => {
                return None;
            }
        };
        memory.max_memory
    }

    /// What was said of programs that it asks, if it asks any.
    pub(crate) fn exec(&self) -> ExecArgs {
        match self {
            Self::Run(args) => args.exec.clone(),
            Self::Check(args) => args.exec.clone(),
            Self::Convert(args) => args.exec.clone(),
            Self::Step(args) => args.exec.clone(),
            Self::Explore(args) => args.exec.clone(),
            Self::Lesson(args) => args.exec.clone(),
            Self::Diff(args) => args.exec.clone(),
            Self::Shrink(args) => args.exec.clone(),
            Self::Replay(args) => args.exec.clone(),
            Self::Restore(args) => args.exec.clone(),
            _ => ExecArgs::default(),
        }
    }
}

/// Options of `run`.
#[derive(Args, Clone, Debug)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    /// Take snapshots until one shows that this is so, such as 'terminated' or 'P.count > 101'; at most --snapshots [default: 1000]
    #[arg(long, value_name = "PREDICATE", conflicts_with_all = ["schedule", "crash"], help_heading = "Experiment")]
    pub(crate) until: Option<String>,

    /// Take no snapshot, but detect that it has terminated, with this detector; 'sim list' shows them. The experiment is 'diffusing'
    #[arg(long, value_name = "DETECTOR", conflicts_with_all = ["until", "crash", "checkpoint_every"], help_heading = "Experiment")]
    pub(crate) detect: Option<String>,

    #[command(flatten)]
    pub(crate) crash: CrashArgs,

    #[command(flatten)]
    pub(crate) told: ToldArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// Options of `schema`.
#[derive(Args, Debug)]
pub(crate) struct SchemaArgs {
    /// Which form
    #[arg(value_enum, default_value = "json")]
    pub(crate) form: SchemaForm,
}

/// A form of the format.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SchemaForm {
    /// `sim run -f json`
    Json,
    /// Each line of `sim run -f jsonl`
    Jsonl,
    /// `sim check -f json`
    Check,
    /// Each line of `sim check -f jsonl`
    Row,
    /// What `sim check --shard` keeps of a part
    Shard,
    /// `sim compare -f json`
    Compare,
    /// What `sim compare --shard` keeps of a part
    CompareShard,
    /// `sim compare --detect terminated -f json`
    Detect,
    /// `sim --detect NAME -f json`
    Detection,
    /// `sim explore -f json`
    Explore,
    /// Each line of the log of a `sim node`
    Local,
    /// What `sim --scenario FILE` reads, in TOML
    Scenario,
    /// What `sim grade DIR --assignment FILE` reads, in TOML
    Assignment,
    /// What a submission came to: `sim grade` writes one a student
    Graded,
    /// Each line of a log that `sim judge` reads
    Log,
    /// `sim judge -f json`
    Judge,
    /// `sim grade --claim -f json`
    Claim,
    /// `sim cut -f json`
    Cut,
    /// `sim recover -f json`
    Recover,
    /// `sim restore -f json`
    Restore,
    /// `sim lattice -f json`
    Lattice,
    /// `sim diff -f json`
    Diff,
}

/// When to use colours.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What was typed, understood.
#[derive(Debug)]
pub(crate) struct Invocation {
    /// When to use colours.
    pub(crate) color: anstream::ColorChoice,
    /// What to do.
    pub(crate) command: Command,
}

/// The definition of the command line, for completions and the manual page.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// What is wrong with a command, if something is.
pub(crate) fn refused(words: &[String]) -> Option<String> {
    let words = ["sim"].into_iter().chain(words.iter().map(String::as_str));
    let error = Cli::command()
        .try_get_matches_from(words)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .err()?;
    let told = error.render().to_string();
    let first = told.lines().next().unwrap_or_default();
    Some(first.strip_prefix("error: ").unwrap_or(first).to_string())
}

/// Reads the arguments of this process; on an error prints it and exits with 2.
pub(crate) fn parse() -> Invocation {
    let matches = Cli::command().try_get_matches().unwrap_or_else(|error| told(&error));
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| told(&error));
    refuse_misplaced(&matches);
    let color = match cli.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    Invocation { color, command: cli.command.unwrap_or(Command::Run(cli.run)) }
}

/// Tells what is wrong with what was typed, in lines that fit; help and version are no mistakes.
fn told(error: &clap::Error) -> ! {
    use std::io::Write as _;
    if !error.use_stderr() {
        error.exit();
    }
    // There is nobody left to tell if standard error cannot be written to.
    let _ = write!(crate::stderr::stderr(), "{}", error.render().ansi());
    std::process::exit(error.exit_code());
}

/// Refuses an option of the default command before another command, where clap would ignore it.
fn refuse_misplaced(matches: &ArgMatches) {
    let Some((name, _)) = matches.subcommand() else { return };
    let typed = |id: &&clap::Id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
    let is_group = |id: &clap::Id| Cli::command().get_groups().any(|group| group.get_id() == id);
    let mut misplaced = matches.ids().filter(typed).filter(|id| id.as_str() != "color" && !is_group(id));
    if let Some(id) = misplaced.next() {
        let command = Cli::command();
        let typed = command.get_arguments().find(|argument| argument.get_id() == id);
        let option = typed.and_then(clap::Arg::get_long).unwrap_or(id.as_str());
        let message = format!("'--{option}' belongs after the subcommand: `sim {name} --{option} ...`");
        told(&Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
