//! A child with all that it starts: begun together, looked at and ended together. What each system has for it is here alone.

use std::process::{Child, Command};

/// Has what the command starts belong to it.
pub(crate) fn begin(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command; // a child's children are found when it is ended
}

/// Ends a child, by its number, and all that it started; they may have ended already.
#[cfg(unix)]
pub(crate) fn end(child: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = i32::try_from(child).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Ends a child, by its number, and all that it started; they may have ended already.
#[cfg(not(unix))]
pub(crate) fn end(child: u32) {
    use std::process::Stdio;

    let mut end = Command::new("taskkill");
    end.args(["/T", "/F", "/PID"]).arg(child.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
    let _ = end.status();
}

/// Whether a child has ended. It is not waited for: as long as it is not, its number is its own.
#[cfg(unix)]
pub(crate) fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(waitid(WaitId::Pid(Pid::from_child(child)), options), Ok(Some(_)))
}

/// Whether a child has ended. Its number is its own as long as we hold it.
#[cfg(not(unix))]
pub(crate) fn has_ended(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(Some(_)))
}
