//! `sim live`: all processes of a scenario as real processes of this machine; then their logs are joined and judged.
//!
//! Each is a `sim node`. They are started in order, and each is told the addresses of those before it, which it calls; so the
//! system chooses all ports. They share a secret that is drawn for the run, and nobody else gets in.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sim_core::ProcessId;
use trace::model::Line;
use trace::write;

use crate::Outcome;
use crate::args::{LiveArgs, Told};
use crate::failure::Failure;
use crate::interrupt;
use crate::merge::{cut_off, joined, read};
use crate::node;
use crate::run::{seed, tell};
use crate::scenario::Scenario;

/// How many processes are started on one machine.
const MOST_PROCESSES: usize = 256;
/// How often to look after the processes.
const LOOK: Duration = Duration::from_millis(2);
/// How long the others may go on when one has ended badly.
const GRACE: Duration = Duration::from_secs(2);

pub(crate) fn live(args: &LiveArgs) -> Result<Outcome, Failure> {
    let told = args.told.understood()?;
    let mut scenario = node::scenario(&args.scenario)?;
    let count = scenario.topology.processes().len();
    if count > MOST_PROCESSES {
        return Err(Failure::new(format!("{count} real processes are too many: at most {MOST_PROCESSES}")));
    }
    let seed = seed(args.tempo.seed, &mut scenario)?;
    interrupt::listen();
    let folder = tempfile::tempdir()?;
    let logs = match &args.logs {
        Some(logs) => {
            fs::create_dir_all(logs)?;
            logs.clone()
        }
        None => folder.path().to_path_buf(),
    };
    let logs: Vec<PathBuf> = (0..count).map(|place| logs.join(format!("{place}.jsonl"))).collect();
    let mut run = Run { args, scenario: &scenario, folder: folder.path(), logs: &logs, children: Vec::new() };
    run.prepare(seed)?;
    run.start(seed)?;
    let clean = run.wait()?;
    drop(run);
    judge(&told, scenario, &logs, clean)
}

/// Joins and judges the logs; without all of them there is no verdict.
fn judge(told: &Told, mut scenario: Scenario, logs: &[PathBuf], clean: bool) -> Result<Outcome, Failure> {
    let logs = match read(logs) {
        Ok(logs) => logs,
        Err(_) if !clean => return Ok(no_verdict("a process ended before it had begun")),
        Err(failure) => return Err(failure),
    };
    if cut_off(&logs).is_some() {
        return Ok(no_verdict("a process was killed"));
    }
    match joined(&logs) {
        Ok(happened) => {
            // What was typed says more for people than what the logs say of it.
            let Scenario { schedule, max_events, .. } = happened?;
            (scenario.schedule, scenario.max_events) = (schedule, max_events);
            tell(told, &scenario, 0)
        }
        Err(error) => {
            writeln!(crate::output::stderr(), "what happened is not what the model does: {error}")?;
            Ok(Outcome::Violated)
        }
    }
}

fn no_verdict(why: &str) -> Outcome {
    // There is nobody to tell if standard error cannot be written to.
    let _ = writeln!(crate::output::stderr(), "no verdict: {why}");
    Outcome::NoVerdict
}

/// The processes of a run.
struct Run<'a> {
    args: &'a LiveArgs,
    scenario: &'a Scenario,
    folder: &'a Path,
    logs: &'a [PathBuf],
    children: Vec<Child>,
}

impl Drop for Run<'_> {
    /// Nobody is left behind.
    fn drop(&mut self) {
        for child in &mut self.children {
            if let Ok(None) = child.try_wait() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

impl Run<'_> {
    /// Writes down what all processes need to know.
    fn prepare(&self, seed: u64) -> Result<(), Failure> {
        let mut scenario = fs::File::create(self.scenario_file())?;
        write::line(&mut scenario, &Line::Run(self.scenario.header(seed)))?;
        let secret: [u64; 4] = rand::random();
        fs::write(self.secret_file(), secret.map(|word| format!("{word:016x}")).concat())?;
        Ok(())
    }

    fn scenario_file(&self) -> PathBuf {
        self.folder.join("scenario.json")
    }

    fn secret_file(&self) -> PathBuf {
        self.folder.join("secret")
    }

    /// Starts all processes, each when those before it listen.
    fn start(&mut self, seed: u64) -> Result<(), Failure> {
        let program = std::env::current_exe()?;
        let topology = &self.scenario.topology;
        let mut addresses: Vec<Option<String>> = Vec::new();
        for process in topology.processes() {
            let neighbours = net::neighbours(topology, process);
            let mut command = Command::new(&program);
            self.tell(&mut command, process, seed);
            for earlier in neighbours.iter().filter(|neighbour| **neighbour < process) {
                let address = addresses[earlier.index()].as_deref().unwrap_or_default();
                command.arg("--connect").arg(format!("{}={address}", topology.name(*earlier)));
            }
            command.arg("--").arg(topology.name(process));
            let mut child = command
                .spawn()
                .map_err(|error| Failure::new(format!("cannot start {}: {error}", topology.name(process))))?;
            let told = BufReader::new(child.stderr.take().expect("it is piped"));
            self.children.push(child);
            let listens = neighbours.iter().any(|neighbour| *neighbour > process);
            addresses.push(if listens { Some(listen(told, topology.name(process))?) } else { pass_on(told) });
        }
        Ok(())
    }

    fn tell(&self, command: &mut Command, process: ProcessId, seed: u64) {
        let tempo = &self.args.tempo;
        command.arg("node").arg("--scenario").arg(self.scenario_file());
        command.arg("--secret-file").arg(self.secret_file());
        command.arg("-o").arg(&self.logs[process.index()]);
        for (option, number) in [("--seed", seed), ("--pace", tempo.pace), ("--timeout", tempo.timeout)] {
            command.arg(option).arg(number.to_string());
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    }

    /// Waits for all to end; whether all ended well.
    fn wait(&mut self) -> Result<bool, Failure> {
        let mut bad_since: Option<Instant> = None;
        loop {
            let (mut running, mut failed) = (false, false);
            for child in &mut self.children {
                match child.try_wait()? {
                    None => running = true,
                    Some(status) => failed |= !status.success(),
                }
            }
            if failed {
                bad_since.get_or_insert_with(Instant::now);
            }
            if interrupt::requested() {
                return Err(Failure::Interrupted);
            }
            if !running || bad_since.is_some_and(|since| since.elapsed() > GRACE) {
                return Ok(bad_since.is_none());
            }
            thread::sleep(LOOK);
        }
    }
}

/// Where a process listens: it says so first.
fn listen(mut told: BufReader<ChildStderr>, name: &str) -> Result<String, Failure> {
    let start = format!("{name} listens on ");
    let mut line = String::new();
    while told.read_line(&mut line)? > 0 {
        if let Some(address) = line.trim_end().strip_prefix(&start) {
            let address = address.to_string();
            pass_on(told);
            return Ok(address);
        }
        write!(crate::output::stderr(), "{line}")?;
        line.clear();
    }
    Err(Failure::new(format!("{name} does not start")))
}

/// Passes on what a process says.
fn pass_on(told: BufReader<ChildStderr>) -> Option<String> {
    thread::spawn(move || {
        for line in told.lines().map_while(Result::ok) {
            // There is nobody to tell if standard error cannot be written to.
            let _ = writeln!(crate::output::stderr(), "{line}");
        }
    });
    None
}
