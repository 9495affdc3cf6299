//! The processes of a live run: started, looked after, and gone when this one is.
//!
//! Each ends when we do, however that is: it has a pipe from us as its standard input, and on Linux it is killed with us. What they
//! say comes through one channel, so that waiting for it ends at the deadline and at Ctrl-C, even when a process was stopped.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use sim_core::ProcessId;
use sim_core::words::counted;
use tempfile::TempDir;
use trace::model::Line;
use trace::write;

use crate::args::TempoArgs;
use crate::failure::Failure;
use crate::interrupt;
use crate::progress::Progress;
use crate::scenario::Scenario;

/// How often to look after the processes.
const LOOK: Duration = Duration::from_millis(2);
/// How long the others may go on when one has ended badly, and all when the time is over.
const GRACE: Duration = Duration::from_secs(2);

/// A line that a process says, or that it will say nothing more.
type Said = (ProcessId, Option<String>);

/// The processes of a run.
pub(super) struct Children<'a> {
    tempo: &'a TempoArgs,
    scenario: &'a Scenario,
    folder: &'a Path,
    logs: &'a [PathBuf],
    children: Vec<Child>,
    began: Instant,
    say: Sender<Said>,
    said: Receiver<Said>,
    progress: Progress,
}

impl Drop for Children<'_> {
    /// Nobody is left behind.
    fn drop(&mut self) {
        for child in &mut self.children {
            if let Ok(None) = child.try_wait() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
        // All that is left has been said when the last one who could say something is gone.
        self.say = channel().0;
        self.said.iter().filter_map(|(_, line)| line).for_each(|line| self.show(&line));
    }
}

impl<'a> Children<'a> {
    pub(super) fn new(
        tempo: &'a TempoArgs,
        scenario: &'a Scenario,
        folder: &'a Path,
        logs: &'a [PathBuf],
    ) -> Self {
        let (say, said) = channel();
        let progress = Progress::doing("starting the processes");
        let began = Instant::now();
        Self { tempo, scenario, folder, logs, children: Vec::new(), began, say, said, progress }
    }

    /// Starts all and waits for them: whether all ended well, or why there is nothing to judge.
    pub(super) fn run(mut self, seed: u64) -> Result<Result<bool, String>, Failure> {
        self.prepare(seed)?;
        if let Err(why) = self.start(seed)? {
            return Ok(Err(why));
        }
        self.progress.say(&format!("{} are running", counted(self.children.len(), "process")));
        self.wait().map(Ok)
    }

    /// Writes down what all processes need to know.
    fn prepare(&self, seed: u64) -> Result<(), Failure> {
        let mut scenario = fs::File::create(self.scenario_file())?;
        write::line(&mut scenario, &Line::Run(self.scenario.header(seed)))?;
        let secret: [u64; 4] = rand::random();
        let secret = secret.map(|word| format!("{word:016x}")).concat();
        Ok(private_file(&self.secret_file())?.write_all(secret.as_bytes())?)
    }

    fn scenario_file(&self) -> PathBuf {
        self.folder.join("scenario.json")
    }

    fn secret_file(&self) -> PathBuf {
        self.folder.join("secret")
    }

    /// Starts all processes, each when those before it listen.
    fn start(&mut self, seed: u64) -> Result<Result<(), String>, Failure> {
        let program = std::env::current_exe()?;
        let topology = &self.scenario.configuration.topology;
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
            listen_to(process, child.stderr.take().expect("it is piped"), self.say.clone());
            self.children.push(child);
            let listens = neighbours.iter().any(|neighbour| *neighbour > process);
            addresses.push(match self.address(process, listens)? {
                Ok(address) => address,
                Err(why) => return Ok(Err(why)),
            });
        }
        Ok(Ok(()))
    }

    fn tell(&self, command: &mut Command, process: ProcessId, seed: u64) {
        let tempo = self.tempo;
        command.arg("node").arg("--scenario").arg(self.scenario_file());
        command.arg("--secret-file").arg(self.secret_file());
        command.arg("-o").arg(&self.logs[process.index()]).arg("--while-input-is-open");
        let numbers =
            [("--pace", tempo.pace), ("--timeout", tempo.timeout), ("--deadline", tempo.deadline())];
        for (option, number) in numbers.into_iter().chain([("--seed", seed)]) {
            command.arg(option).arg(number.to_string());
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    }

    /// Where a process listens, if it does: it says so first. Or why that is not known.
    fn address(&self, process: ProcessId, listens: bool) -> Result<Result<Option<String>, String>, Failure> {
        let name = self.scenario.configuration.topology.name(process);
        let start = format!("{name} listens on ");
        if !listens {
            return Ok(Ok(None));
        }
        loop {
            if interrupt::requested() {
                return Err(Failure::Interrupted);
            }
            if self.began.elapsed() >= Duration::from_millis(self.tempo.timeout) {
                return Ok(Err(format!("{name} did not listen within {} ms", self.tempo.timeout)));
            }
            match self.said.recv_timeout(LOOK) {
                Ok((_, Some(line))) => match line.strip_prefix(&start) {
                    Some(address) => return Ok(Ok(Some(address.to_string()))),
                    None => self.show(&line),
                },
                Ok((who, None)) if who == process => {
                    return Err(Failure::new(format!("{name} does not start")));
                }
                Ok((_, None)) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("we can say something ourselves"),
            }
        }
    }

    /// Waits for all to end; whether all ended well.
    fn wait(&mut self) -> Result<bool, Failure> {
        let mut over = self.began + Duration::from_millis(self.tempo.deadline()) + GRACE;
        loop {
            let ended: Vec<_> = self.children.iter_mut().map(Child::try_wait).collect::<Result<_, _>>()?;
            let running = ended.iter().any(Option::is_none);
            let failed = ended.iter().flatten().any(|status| !status.success());
            self.pass_on();
            if failed {
                over = over.min(Instant::now() + GRACE);
            }
            if interrupt::requested() {
                return Err(Failure::Interrupted);
            }
            if !running || Instant::now() >= over {
                self.tell_ends(&ended);
                return Ok(!running && !failed);
            }
            thread::sleep(LOOK);
        }
    }

    /// Tells of those who could not say themselves how they ended.
    fn tell_ends(&self, ended: &[Option<ExitStatus>]) {
        for (process, ended) in self.scenario.configuration.topology.processes().zip(ended) {
            let name = self.scenario.configuration.topology.name(process);
            match ended {
                None => self.show(&format!("{name}: it did not end in time, and is killed")),
                Some(status) if status.code().is_none() => self.show(&format!("{name}: ended by {status}")),
                Some(_) => {}
            }
        }
    }

    /// Passes on what the processes have said.
    fn pass_on(&self) {
        self.said.try_iter().filter_map(|(_, line)| line).for_each(|line| self.show(&line));
    }

    fn show(&self, line: &str) {
        // There is nobody to tell if standard error cannot be written to.
        self.progress.beside(|| drop(writeln!(crate::stderr::stderr(), "{line}")));
    }
}

/// Hears what a process says, line by line.
fn listen_to(process: ProcessId, told: ChildStderr, say: Sender<Said>) {
    thread::spawn(move || {
        let lines = BufReader::new(told).lines().map_while(Result::ok).map(Some);
        for line in lines.chain([None]) {
            // Nobody listens any more when the run is over.
            let _ = say.send((process, line));
        }
    });
}

/// A folder that is gone when it is dropped, and that nobody else can look into.
pub(super) fn private_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("sim-live-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir()
}

/// A new file that nobody else can read.
fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
