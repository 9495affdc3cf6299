//! How two processes make sure of each other before the first message.
//!
//! Whoever connects speaks first. Both say which version of the protocol they speak, who they are, whom they want, and the
//! experiment that they are part of, field by field, so that they can say in what they differ; and with a secret, both prove that they have it by a keyed hash of both
//! hellos, each with a fresh nonce in it, so that neither an old proof nor one's own can be used again. Then the one that
//! listens says welcome, or why not. Without a secret nothing is proved: anybody can say that he is Q.
//!
//! ```text
//! Q -> P   H sim-net/2, Q, P, nonce, whether there is a secret, the experiment's fields
//! P -> Q   H the same of P             or  R reason
//! Q -> P   P proof (empty without a secret)
//! P -> Q   P proof: welcome            or  R reason
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt as _, StreamExt as _};
use hmac::Mac as _;
use tokio::net::TcpStream;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use crate::frame::{FrameError, lengths, of_length, printable};
use crate::secret::{Hellos, Role, Seals, Secret};

/// The name and version of the protocol.
pub const PROTOCOL: &str = "sim-net/2";
/// The longest frame of a hello: nobody who is not known yet can make us keep more.
const MAX_HELLO: usize = 4096;

/// Who a process is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// The experiment that it is part of, by field: processes of different experiments do not speak to each other. A long value
    /// has its digest here.
    pub experiment: BTreeMap<String, String>,
    /// What it must have in common with the others, if anything.
    pub secret: Option<Secret>,
}

/// Why two processes do not come together.
#[derive(Debug, thiserror::Error)]
pub enum HelloError {
    /// It went away.
    #[error("it closed the connection in the middle of the hello")]
    Closed,
    /// It takes its time.
    #[error("it did not finish the hello in time")]
    TooSlow,
    /// What it sends is no frame.
    #[error("it sent {0}")]
    Frame(#[from] FrameError),
    /// What it sends is no hello.
    #[error("it does not speak {PROTOCOL}")]
    NoHello,
    /// It speaks another version.
    #[error("it speaks '{0}', and this is {PROTOCOL}")]
    Version(String),
    /// It is somebody else.
    #[error("it is '{0}', which is not awaited here")]
    Name(String),
    /// It wants somebody else.
    #[error("it is looking for '{0}'")]
    Whom(String),
    /// It runs something else.
    #[error("'{0}' runs another experiment: {1}")]
    Experiment(String, String),
    /// One has a secret and the other has not.
    #[error("only one of the two has a secret")]
    OneSecret,
    /// It has another secret, or none.
    #[error("'{0}' does not prove that it has the secret")]
    Proof(String),
    /// Others came after it, and it had not said who it is.
    #[error("it did not finish the hello before many others came")]
    Crowded,
    /// There is a connection with it.
    #[error("'{0}' is connected: a second connection for a channel")]
    Second(String),
    /// It does not want us.
    #[error("it refuses: {0}")]
    Refused(String),
}

impl HelloError {
    /// Whether it may be otherwise another time: perhaps somebody else was in its place.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(self, Self::Closed | Self::TooSlow | Self::Crowded | Self::Frame(_) | Self::NoHello)
    }
}

/// A connection that is not trusted yet.
type Line = Framed<TcpStream, LengthDelimitedCodec>;

fn line(stream: TcpStream) -> Line {
    Framed::with_capacity(stream, lengths(MAX_HELLO), 512)
}

/// What a process said of itself.
struct Said {
    from: String,
    to: String,
    secret: bool,
    experiment: BTreeMap<String, String>,
}

/// A connection after its hello, and what came after that already.
#[derive(Debug)]
pub(crate) struct Met {
    pub(crate) stream: TcpStream,
    pub(crate) rest: BytesMut,
    /// With a secret: what seals the frames from now on.
    pub(crate) seals: Option<Seals>,
}

impl Met {
    /// Without a hello.
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, rest: BytesMut::new(), seals: None }
    }
}

/// Says hello on a connection that we made, to the process of this name.
pub(crate) async fn greet(stream: TcpStream, me: &Identity, peer: &str) -> Result<Met, HelloError> {
    let mut line = line(stream);
    let connecting = hello(me, peer);
    say(&mut line, connecting.clone()).await?;
    let listening = hear(&mut line).await?;
    let said = parse(&listening)?;
    if said.from != peer {
        return Err(HelloError::Name(said.from));
    }
    check(&said, me)?;
    let hellos = Hellos { connecting, listening };
    say(&mut line, proof(me, Role::Connecting, &hellos)).await?;
    let welcome = hear(&mut line).await?;
    verify(me, Role::Listening, &hellos, &welcome, peer)?;
    Ok(end(line, seals(me, Role::Connecting, &hellos)))
}

/// Answers the hello on a connection that was made to us. `claim` says whether a process of that name is awaited; what it gives
/// is handed back when everything is well, and dropped when it is not.
pub(crate) async fn answer<C>(
    stream: TcpStream,
    me: &Identity,
    claim: impl Fn(&str) -> Result<C, HelloError>,
) -> Result<(Met, C), HelloError> {
    let mut line = line(stream);
    match try_answer(&mut line, me, claim).await {
        Ok((seals, claim)) => Ok((end(line, seals), claim)),
        Err(error) => {
            if !matches!(error, HelloError::Closed) {
                // It may have gone; then there is nobody to tell.
                let _ = line.send(Bytes::from(format!("R{error}"))).await;
            }
            Err(error)
        }
    }
}

async fn try_answer<C>(
    line: &mut Line,
    me: &Identity,
    claim: impl Fn(&str) -> Result<C, HelloError>,
) -> Result<(Option<Seals>, C), HelloError> {
    let connecting = hear(line).await?;
    let said = parse(&connecting)?;
    check(&said, me)?;
    drop(claim(&said.from)?);
    let listening = hello(me, &said.from);
    say(line, listening.clone()).await?;
    let hellos = Hellos { connecting, listening };
    let told = hear(line).await?;
    verify(me, Role::Connecting, &hellos, &told, &said.from)?;
    let claimed = claim(&said.from)?;
    say(line, proof(me, Role::Listening, &hellos)).await?;
    Ok((seals(me, Role::Listening, &hellos), claimed))
}

fn seals(me: &Identity, role: Role, hellos: &Hellos) -> Option<Seals> {
    me.secret.as_ref().map(|secret| secret.seals(role, hellos))
}

fn end(line: Line, seals: Option<Seals>) -> Met {
    let parts = line.into_parts();
    Met { stream: parts.io, rest: parts.read_buf, seals }
}

fn check(said: &Said, me: &Identity) -> Result<(), HelloError> {
    if said.to != me.name {
        return Err(HelloError::Whom(said.to.clone()));
    }
    if let Some(difference) = difference(said, me) {
        return Err(HelloError::Experiment(said.from.clone(), difference));
    }
    if said.secret != me.secret.is_some() {
        return Err(HelloError::OneSecret);
    }
    Ok(())
}

/// The first field in which two experiments differ, and both values.
fn difference(said: &Said, me: &Identity) -> Option<String> {
    let fields = said.experiment.keys().chain(me.experiment.keys());
    let field = fields.min_by_key(|field| said.experiment.get(*field) == me.experiment.get(*field))?;
    let [its, ours] = [&said.experiment, &me.experiment].map(|experiment| experiment.get(field));
    let value =
        |value: Option<&String>| value.map_or("absent".to_string(), |value| printable(value.as_bytes()));
    let field = printable(field.as_bytes());
    (its != ours)
        .then(|| format!("its '{field}' is {}, and that of '{}' is {}", value(its), me.name, value(ours)))
}

fn hello(me: &Identity, to: &str) -> Bytes {
    let secret = if me.secret.is_some() { "secret" } else { "open" };
    let mut hello = format!("H{PROTOCOL}\n{}\n{to}\n{}\n{secret}", me.name, nonce());
    for (field, value) in &me.experiment {
        write!(hello, "\n{field}={value}").expect("a String takes all that is written");
    }
    Bytes::from(hello)
}

/// 32 bytes that nobody can foresee.
fn nonce() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written");
        text
    })
}

/// Who a hello says that it is from, whether or not that is true.
///
/// # Errors
/// When it is none.
pub fn sender(hello: &[u8]) -> Result<String, HelloError> {
    parse(hello).map(|said| said.from)
}

fn parse(frame: &[u8]) -> Result<Said, HelloError> {
    let text = frame.strip_prefix(b"H").and_then(|text| std::str::from_utf8(text).ok());
    let lines: Vec<&str> = text.ok_or(HelloError::NoHello)?.split('\n').collect();
    match lines[..] {
        [PROTOCOL, from, to, nonce, secret, ref fields @ ..] if nonce.len() == 64 => Ok(Said {
            from: printable(from.as_bytes()),
            to: printable(to.as_bytes()),
            secret: secret == "secret",
            experiment: fields
                .iter()
                .map(|field| parse_field(field))
                .collect::<Option<_>>()
                .ok_or(HelloError::NoHello)?,
        }),
        [version, ..] if version != PROTOCOL && version.starts_with("sim-net/") => {
            Err(HelloError::Version(printable(version.as_bytes())))
        }
        _ => Err(HelloError::NoHello),
    }
}

fn parse_field(line: &str) -> Option<(String, String)> {
    line.split_once('=').map(|(field, value)| (field.to_string(), value.to_string()))
}

fn proof(me: &Identity, role: Role, hellos: &Hellos) -> Bytes {
    let mut frame = BytesMut::from(&b"P"[..]);
    if let Some(secret) = &me.secret {
        frame.extend_from_slice(&secret.proof(role, hellos).finalize().into_bytes());
    }
    frame.freeze()
}

/// Whether this is the proof of the other one. Compared in constant time.
fn verify(me: &Identity, role: Role, hellos: &Hellos, told: &[u8], who: &str) -> Result<(), HelloError> {
    let told = told.strip_prefix(b"P").ok_or(HelloError::NoHello)?;
    match &me.secret {
        None if told.is_empty() => Ok(()),
        None => Err(HelloError::NoHello),
        Some(secret) => {
            let proof = secret.proof(role, hellos);
            proof.verify_slice(told).map_err(|_| HelloError::Proof(who.to_string()))
        }
    }
}

async fn say(line: &mut Line, frame: Bytes) -> Result<(), HelloError> {
    line.send(frame).await.map_err(|_| HelloError::Closed)
}

async fn hear(line: &mut Line) -> Result<Bytes, HelloError> {
    match line.next().await {
        Some(Ok(frame)) => match frame.strip_prefix(b"R") {
            Some(reason) => Err(HelloError::Refused(printable(reason))),
            None => Ok(frame.freeze()),
        },
        None => Err(HelloError::Closed),
        Some(Err(error)) => match of_length(error, MAX_HELLO) {
            FrameError::Io(_) => Err(HelloError::Closed),
            other => Err(HelloError::Frame(other)),
        },
    }
}
