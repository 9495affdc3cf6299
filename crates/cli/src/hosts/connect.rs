//! A connection between every two machines: each calls those before it in the list, and answers those behind it. Each says who it is
//! first, so nobody else is taken for a machine.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream, ToSocketAddrs as _};
use std::thread;
use std::time::{Duration, Instant};

use sim_core::words::counted;

use super::list::named;
use crate::failure::Failure;
use crate::interrupt;

/// What each says first; another version has another.
const GREETING: &[u8; 12] = b"sim.hosts/1\n";
/// Behind that come its place and how many machines there are.
const WHOLE: usize = GREETING.len() + 2 * size_of::<u32>();
/// What who calls says last: without it nobody is met who has given up waiting for an answer.
const MET: [u8; 1] = [b'!'];
/// How long a call may take, and a greeting.
const CALL: Duration = Duration::from_secs(1);
const GREETED: Duration = Duration::from_secs(5);
/// How often to look who is there.
const LOOK: Duration = Duration::from_millis(20);

/// This machine among all of them.
pub(super) struct Here<'h> {
    pub(super) hosts: &'h [String],
    pub(super) place: usize,
    /// How long to wait for the others.
    pub(super) wait: Duration,
}

/// Connects with all the others; `waits` is told for whom, now and then.
pub(super) fn connect(here: &Here<'_>, waits: impl Fn(usize)) -> Result<Vec<Option<TcpStream>>, Failure> {
    let (listener, until) = (here.listen()?, Instant::now() + here.wait);
    let mut sockets: Vec<Option<TcpStream>> = here.hosts.iter().map(|_| None).collect();
    loop {
        for machine in (0..here.place).filter(|machine| sockets[*machine].is_none()).collect::<Vec<_>>() {
            sockets[machine] = here.call(machine)?;
        }
        while let Some(socket) = next_caller(&listener) {
            if let Some((machine, socket)) = here.answer(socket, &sockets) {
                sockets[machine] = Some(socket);
            }
        }
        let missing =
            (0..sockets.len()).find(|machine| *machine != here.place && sockets[*machine].is_none());
        let Some(missing) = missing else { return Ok(sockets) };
        if interrupt::requested() {
            return Err(Failure::Interrupted);
        }
        if Instant::now() >= until {
            let waited = counted(here.wait.as_secs(), "second");
            let what = format!("{} did not come in {waited}", named(missing, here.hosts));
            return Err(Failure::with_tip(
                what,
                "start a process on each machine; '--wait' says how long they wait",
            ));
        }
        waits(missing);
        thread::sleep(LOOK);
    }
}

/// Somebody who calls, if there is somebody.
fn next_caller(listener: &TcpListener) -> Option<TcpStream> {
    listener.accept().ok().map(|(socket, _)| socket)
}

impl Here<'_> {
    fn listen(&self) -> Result<TcpListener, Failure> {
        let host = &self.hosts[self.place];
        let listener = TcpListener::bind(host).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        let tip = "each line of the file is where that machine itself can listen";
        listener.map_err(|error| Failure::with_tip(format!("cannot listen at '{host}': {error}"), tip))
    }

    /// Calls a machine; none if it is not there yet.
    fn call(&self, machine: usize) -> Result<Option<TcpStream>, Failure> {
        let Ok(mut socket) = reach(&self.hosts[machine]) else { return Ok(None) };
        let greeted = socket.write_all(&self.greeting()).and_then(|()| greeting(&mut socket));
        // Whoever says nothing may be on its way to an end, or not be one of us.
        let Ok([there, count]) = greeted else { return Ok(None) };
        if [there, count] != [machine, self.hosts.len()] {
            let what = format!(
                "{} takes itself for machine {there} of {count}, and is machine {machine} of {} here",
                named(machine, self.hosts),
                self.hosts.len()
            );
            return Err(Failure::with_tip(what, "the same file is for all machines"));
        }
        Ok(socket.write_all(&MET).and_then(|()| ready(socket)).ok())
    }

    /// Answers who calls, if it is one of those behind this one; anybody else is not heard.
    fn answer(&self, mut socket: TcpStream, sockets: &[Option<TcpStream>]) -> Option<(usize, TcpStream)> {
        socket.set_nonblocking(false).and_then(|()| patient(&socket)).ok()?;
        let [machine, _] = greeting(&mut socket).ok()?;
        // One that is not in the list here learns from the answer that it has another.
        let is_next = machine > self.place && sockets.get(machine).is_none_or(Option::is_none);
        let answered = is_next.then(|| socket.write_all(&self.greeting()))?;
        let mut last = [0; MET.len()];
        answered.and_then(|()| socket.read_exact(&mut last)).ok()?;
        let is_met = last == MET && machine < sockets.len();
        is_met.then(|| ready(socket).ok()).flatten().map(|socket| (machine, socket))
    }

    fn greeting(&self) -> Vec<u8> {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        [GREETING.as_slice(), &number(self.place), &number(self.hosts.len())].concat()
    }
}

/// A connection to whoever is there.
fn reach(host: &str) -> io::Result<TcpStream> {
    let mut failed = io::Error::from(ErrorKind::NotFound);
    for address in host.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CALL) {
            Ok(socket) => return patient(&socket).map(|()| socket),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Waits for a greeting as long as one may take.
fn patient(socket: &TcpStream) -> io::Result<()> {
    socket.set_read_timeout(Some(GREETED))?;
    socket.set_write_timeout(Some(GREETED))
}

/// The place of who greets, and how many machines it knows.
fn greeting(socket: &mut TcpStream) -> io::Result<[usize; 2]> {
    let mut bytes = [0; WHOLE];
    socket.read_exact(&mut bytes)?;
    let numbers = bytes.strip_prefix(GREETING).ok_or(ErrorKind::InvalidData)?;
    let (numbers, _) = numbers.as_chunks();
    let number =
        |nth: usize| usize::try_from(u32::from_le_bytes(numbers[nth])).map_err(|_| ErrorKind::InvalidData);
    Ok([number(0)?, number(1)?])
}

/// From now on nothing has a time, and small things go at once.
fn ready(socket: TcpStream) -> io::Result<TcpStream> {
    socket.set_read_timeout(None)?;
    socket.set_write_timeout(None)?;
    socket.set_nodelay(true)?;
    notices(&socket)?;
    Ok(socket)
}

/// A machine that is switched off says nothing any more: that is noticed after a minute.
#[cfg(target_os = "linux")]
fn notices(socket: &TcpStream) -> io::Result<()> {
    use rustix::net::sockopt::{
        set_socket_keepalive, set_tcp_keepcnt, set_tcp_keepidle, set_tcp_keepintvl, set_tcp_user_timeout,
    };

    const IDLE: Duration = Duration::from_secs(30);
    const AGAIN: Duration = Duration::from_secs(10);
    const TIMES: u32 = 3;
    const UNHEARD_MILLIS: u32 = 60_000;
    set_socket_keepalive(socket, true)?;
    set_tcp_keepidle(socket, IDLE)?;
    set_tcp_keepintvl(socket, AGAIN)?;
    set_tcp_keepcnt(socket, TIMES)?;
    Ok(set_tcp_user_timeout(socket, UNHEARD_MILLIS)?)
}

/// The same, as late as the system notices it by itself.
#[cfg(not(target_os = "linux"))]
fn notices(_: &TcpStream) -> io::Result<()> {
    Ok(())
}
