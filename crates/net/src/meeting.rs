//! How a process comes to be connected with all its neighbours: some it calls, the others call it.
//!
//! The listening side goes on listening as long as the process runs, whoever comes: a stranger, a second connection, half a hello
//! or none is refused with a [`Notice`], and the rest goes on waiting. Only so many hellos are heard at a time, each for a few
//! seconds, and none may be long: so whoever comes can make us keep little. When one more comes, the oldest makes room: so those
//! who say nothing keep nobody out.

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::frame::Wire;
use crate::hello::{HelloError, Identity, Met, answer, greet};

/// How many hellos are heard at a time.
const MOST_HELLOS: usize = 128;
/// How long a hello may take; less when there is less time for all.
const HELLO_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait before calling again.
const CALL_AGAIN: Duration = Duration::from_millis(20);

/// Who is to be met, and how.
#[derive(Debug)]
pub struct Meeting {
    /// Who we are.
    pub me: Identity,
    /// Where others call; needed if anybody does.
    pub listener: Option<std::net::TcpListener>,
    /// The neighbours, each with the address at which it is called; without one, it calls us.
    pub neighbours: Vec<(String, Option<String>)>,
    /// What is spoken. With words there is no hello: whoever calls first is the neighbour.
    pub wire: Wire,
    /// How long to wait for all.
    pub timeout: Duration,
    /// Who is told of what went wrong on the way.
    pub notice: Notice,
}

/// Who is told, a line each, of what went wrong without ending the run.
#[derive(Clone)]
pub struct Notice(pub Arc<dyn Fn(&str) + Send + Sync>);

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notice")
    }
}

/// Why the neighbours did not come together.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// These were not there in time.
    #[error("{} not connected within {} ms", in_words(.names), .within.as_millis())]
    Missing {
        /// Their names.
        names: Vec<String>,
        /// In what time.
        within: Duration,
    },
    /// One of them does not want us, or is not who it should be.
    #[error("{name} at {address}: {error}")]
    Hello {
        /// Its name.
        name: String,
        /// Where it was called.
        address: String,
        /// What is wrong.
        error: HelloError,
    },
    /// There is no listening.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
}

fn in_words(names: &[String]) -> String {
    match names {
        [one] => format!("{one} was"),
        several => format!("{} were", several.join(", ")),
    }
}

/// Which neighbours are there.
#[derive(Debug)]
struct Lobby {
    meeting: Meeting,
    there: Mutex<Vec<bool>>,
}

/// A neighbour's place, taken; free again when this is dropped before it was kept.
struct Claim {
    lobby: Arc<Lobby>,
    place: usize,
    kept: bool,
}

impl Drop for Claim {
    fn drop(&mut self) {
        if !self.kept {
            self.lobby.set(self.place, false);
        }
    }
}

impl Lobby {
    fn set(&self, place: usize, value: bool) -> bool {
        let mut there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut there[place], value)
    }

    /// How long one hello may take.
    fn patience(&self) -> Duration {
        HELLO_TIMEOUT.min(self.meeting.timeout / 4)
    }

    fn notice(&self, line: &str) {
        (self.meeting.notice.0)(line);
    }

    fn claim(self: &Arc<Self>, name: &str) -> Result<Claim, HelloError> {
        let mut neighbours = self.meeting.neighbours.iter();
        let place = neighbours.position(|(known, address)| known == name && address.is_none());
        let place = place.ok_or_else(|| HelloError::Name(name.to_string()))?;
        if self.set(place, true) {
            return Err(HelloError::Second(name.to_string()));
        }
        Ok(Claim { lobby: self.clone(), place, kept: false })
    }

    fn missing(&self) -> Refusal {
        let there = self.there.lock().unwrap_or_else(PoisonError::into_inner);
        let neighbours = self.meeting.neighbours.iter().zip(there.iter());
        let names = neighbours.filter(|(_, there)| !**there).map(|((name, _), _)| name.clone()).collect();
        Refusal::Missing { names, within: self.meeting.timeout }
    }
}

type Arrival = Result<(usize, Met), Refusal>;

/// Connects with all neighbours; they come out in their order.
pub(crate) async fn meet(mut meeting: Meeting) -> Result<Vec<Met>, Refusal> {
    let (listener, count) = (meeting.listener.take(), meeting.neighbours.len());
    let deadline = Instant::now() + meeting.timeout;
    let lobby = Arc::new(Lobby { meeting, there: Mutex::new(vec![false; count]) });
    let (arrivals, mut arriving) = mpsc::channel(1);
    if let Some(listener) = listener {
        listener.set_nonblocking(true)?;
        tokio::spawn(listen(TcpListener::from_std(listener)?, lobby.clone(), arrivals.clone()));
    }
    for (place, (name, address)) in lobby.meeting.neighbours.iter().enumerate() {
        if let Some(address) = address {
            tokio::spawn(call(place, name.clone(), address.clone(), lobby.clone(), arrivals.clone()));
        }
    }
    let mut met: Vec<Option<Met>> = (0..count).map(|_| None).collect();
    while met.iter().any(Option::is_none) {
        let arrived = timeout_at(deadline, arriving.recv()).await.map_err(|_| lobby.missing())?;
        let (place, peer) = arrived.ok_or_else(|| lobby.missing())??;
        met[place] = Some(peer);
    }
    Ok(met.into_iter().flatten().collect())
}

/// Hears whoever calls, as long as the process runs. Dropping what is in `hellos` ends a hello that is not finished.
async fn listen(listener: TcpListener, lobby: Arc<Lobby>, arrivals: mpsc::Sender<Arrival>) {
    let mut hellos: VecDeque<oneshot::Sender<()>> = VecDeque::new();
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                hellos.retain(|hello| !hello.is_closed());
                if hellos.len() == MOST_HELLOS {
                    hellos.pop_front();
                }
                let (hello, crowded) = oneshot::channel();
                hellos.push_back(hello);
                tokio::spawn(hear(stream, from, crowded, lobby.clone(), arrivals.clone()));
                // However many call, those who are there are heard before the next one comes in.
                yield_now().await;
            }
            Err(error) => {
                lobby.notice(&format!("cannot take a call: {error}"));
                sleep(CALL_AGAIN).await;
            }
        }
    }
}

/// Hears one hello; when it is over, others are no longer in its way, nor it in theirs.
async fn hear(
    stream: TcpStream,
    from: SocketAddr,
    crowded: oneshot::Receiver<()>,
    lobby: Arc<Lobby>,
    arrivals: mpsc::Sender<Arrival>,
) {
    let heard = match lobby.meeting.wire {
        Wire::Frames => {
            let answered = answer(stream, &lobby.meeting.me, |name| lobby.claim(name));
            tokio::select! {
                biased;
                answered = timeout(lobby.patience(), answered) => answered.unwrap_or(Err(HelloError::TooSlow)),
                _ = crowded => Err(HelloError::Crowded),
            }
        }
        Wire::Words(_) => lobby.claim_any().map(|claim| (Met::new(stream), claim)),
    };
    match heard {
        Ok((met, mut claim)) => {
            claim.kept = true;
            // Nobody waits any more only when the run is over.
            let _ = arrivals.send(Ok((claim.place, met))).await;
        }
        Err(error) => lobby.notice(&format!("refused {from}: {error}")),
    }
}

impl Lobby {
    /// Without a hello: the neighbour that is still awaited.
    fn claim_any(self: &Arc<Self>) -> Result<Claim, HelloError> {
        let mut names = self.meeting.neighbours.iter().map(|(name, _)| name);
        let free = names.find_map(|name| self.claim(name).ok());
        free.ok_or_else(|| HelloError::Name("a second one".to_string()))
    }
}

/// Calls a neighbour until it answers; a caller that is refused need not try again.
async fn call(
    place: usize,
    name: String,
    address: String,
    lobby: Arc<Lobby>,
    arrivals: mpsc::Sender<Arrival>,
) {
    let mut last = String::new();
    loop {
        let called = timeout(lobby.patience(), call_once(&name, &address, &lobby.meeting)).await;
        let error = match called.unwrap_or(Err(HelloError::TooSlow)) {
            Ok(met) => {
                lobby.set(place, true);
                let _ = arrivals.send(Ok((place, met))).await;
                return;
            }
            Err(error) if error.may_pass() => error,
            Err(error) => {
                let _ = arrivals.send(Err(Refusal::Hello { name, address, error })).await;
                return;
            }
        };
        let line = format!("{name} at {address}: {error}");
        if !matches!(error, HelloError::Closed) && line != last {
            lobby.notice(&line);
            last = line;
        }
        sleep(CALL_AGAIN).await;
    }
}

async fn call_once(name: &str, address: &str, meeting: &Meeting) -> Result<Met, HelloError> {
    let stream = TcpStream::connect(address).await.map_err(|_| HelloError::Closed)?;
    match meeting.wire {
        Wire::Frames => greet(stream, &meeting.me, name).await,
        Wire::Words(_) => Ok(Met::new(stream)),
    }
}
