//! A command of `sim`, as a process of its own with bounds: whatever it does, and whatever it has started does, it ends.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use trace::assignment::Limits;

use super::{children, orphans};
use crate::cleanup::Cleanup;
use crate::failure::Failure;
use crate::interrupt;

/// How often to look whether it has ended.
const LOOK: Duration = Duration::from_millis(4);
/// How often to look what it has started: each so many times.
const SELDOM: u32 = 10;
/// How many processes it may have started.
const PROCESSES: usize = 100;
/// How often the memory that `sim` may take is there for any process: `sim` ends by itself before.
#[cfg(target_os = "linux")]
const FOR_ANY: u64 = 4;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// With this exit code.
    Code(i32),
    /// By a signal, of its own or from elsewhere.
    Killed,
    /// It did not end in time.
    TooLate,
    /// It started too many processes.
    TooMany,
}

/// Runs `sim` with these words in a folder, until it ends or is ended. What it says goes to a file.
pub(super) fn run(words: &[String], folder: &Path, said: &Path, limits: &Limits) -> Result<End, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words).current_dir(folder).env_remove("SIM_SEED").env("NO_COLOR", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(said)?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = children::start(&mut command)
        .map_err(|error| Failure::new(format!("cannot start a process for a test: {error}")))?;
    let number = child.id();
    let _cleanup = Cleanup::new(move || kill(number));
    bound(number, limits);
    let end = until_end(&mut child, Instant::now() + Duration::from_secs(limits.seconds));
    kill(number);
    if !matches!(end, Ok(Some(End::Code(_) | End::Killed))) {
        let _ = child.kill(); // where there are no groups
        children::wait(&mut child)?;
    }
    orphans::sweep();
    end?.ok_or(Failure::Interrupted)
}

/// Waits for the end; nothing if the user does not want to.
fn until_end(child: &mut Child, over: Instant) -> Result<Option<End>, Failure> {
    for look in 1_u32.. {
        if let Some(status) = children::ended(child)? {
            return Ok(Some(status.code().map_or(End::Killed, End::Code)));
        }
        if interrupt::requested() {
            return Ok(None);
        }
        if Instant::now() >= over {
            return Ok(Some(End::TooLate));
        }
        if look.is_multiple_of(SELDOM) {
            orphans::sweep();
            if orphans::count(child.id(), PROCESSES) > PROCESSES {
                return Ok(Some(End::TooMany));
            }
        }
        thread::sleep(LOOK);
    }
    Ok(Some(End::TooLate))
}

/// Kills a process with its group; what of it has ended already is left alone.
fn kill(child: u32) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child).ok().and_then(rustix::process::Pid::from_raw) {
        // There is none when all of it has ended.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = child;
}

/// What a process and all that it starts may take of what the system counts: each of them so much memory and time, each file so long.
#[cfg(target_os = "linux")]
fn bound(child: u32, limits: &Limits) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    const MIB: u64 = 1 << 20;
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let child = i32::try_from(child).ok().and_then(Pid::from_raw);
    let bounds = [
        (Resource::Cpu, limits.seconds.saturating_mul(cores)),
        (Resource::Data, limits.memory.saturating_mul(FOR_ANY * MIB)),
        (Resource::Fsize, limits.output.saturating_mul(MIB)),
        (Resource::Core, 0),
    ];
    for (resource, bound) in bounds.into_iter().filter(|_| child.is_some()) {
        // What has ended needs no bound, and a lower one that is there already stays.
        let _ = prlimit(child, resource, Rlimit { current: Some(bound), maximum: Some(bound) });
    }
}

#[cfg(not(target_os = "linux"))]
fn bound(_child: u32, _limits: &Limits) {}
