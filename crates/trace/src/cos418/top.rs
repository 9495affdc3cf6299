//! `.top`: servers, what they have, and who can speak to whom.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use sim_core::{Channel, Order, ProcessId, Topology, TopologyError};
use snapshot::script::Mistake;

use super::lines::{LineError, Lines, MAX_TOKENS, name, number, shown, words};

/// How many servers a file has at most.
pub const MAX_SERVERS: u32 = 10_000_000;
/// How many links a file has at most.
pub const MAX_LINKS: usize = 10_000_000;

/// A topology file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Top {
    /// The servers, in the order of the file.
    pub servers: Vec<Server>,
    /// The links, by the places of their ends in `servers`, in the order of the file.
    pub links: Vec<(u32, u32)>,
}

/// A server, as the file declares it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// Its name.
    pub name: String,
    /// How many tokens it has at the start.
    pub tokens: u64,
}

impl Top {
    /// Reads a topology file.
    ///
    /// # Errors
    /// When the text is not of the grammar, declares something twice, names a server that it does not declare, or
    /// exceeds a [limit](MAX_SERVERS).
    pub fn parse(text: &str) -> Result<Self, LineError> {
        let mut lines = Lines::of(text);
        let (first, line) = lines.expect("the number of servers")?;
        let count = number(line, "the number of servers", u64::from(MAX_SERVERS));
        let count = count.map_err(|what| LineError::new(first, what))?;
        if count == 0 {
            return Err(LineError::new(first, "expected at least one server, found 0"));
        }
        let mut reader = Reader::default();
        for place in 1..=count {
            let expected = format!("'ID TOKENS' of server {place} of {count}");
            let (at, line) = lines.expect(&expected)?;
            reader.server(at, line, &expected).map_err(|what| LineError::new(at, what))?;
        }
        for (at, line) in lines {
            reader.link(line, (first, count)).map_err(|what| LineError::new(at, what))?;
        }
        Ok(reader.top)
    }

    /// Forgets the links from a server to itself, as the course's simulator does; the answer is how many there were.
    pub fn forget_links_to_itself(&mut self) -> usize {
        let before = self.links.len();
        self.links.retain(|(from, to)| from != to);
        before - self.links.len()
    }

    /// What each server has, in order.
    #[must_use]
    pub fn tokens(&self) -> Vec<u64> {
        self.servers.iter().map(|server| server.tokens).collect()
    }

    /// The topology: processes in the order of the file, and the channels of each in the byte order of their targets'
    /// names, because that is the order in which a server sends its markers.
    ///
    /// # Errors
    /// When the servers and links are none; those that were read from a file always are.
    pub fn topology(&self) -> Result<Topology, TopologyError> {
        self.topology_ordered(str::cmp)
    }

    /// The same with the channels of each process in another order of names.
    ///
    /// # Errors
    /// When the servers and links are none; those that were read from a file always are.
    pub fn topology_ordered(&self, order: fn(&str, &str) -> Ordering) -> Result<Topology, TopologyError> {
        let name = |place: u32| self.servers.get(place as usize).map_or("", |server| server.name.as_str());
        let mut links = self.links.clone();
        links.sort_by(|(_, a), (_, b)| order(name(*a), name(*b)));
        let channel =
            |(from, to)| Channel { source: ProcessId(from), target: ProcessId(to), order: Order::Fifo };
        let names = self.servers.iter().map(|server| server.name.clone()).collect();
        Topology::new(names, links.into_iter().map(channel).collect())
    }
}

#[derive(Default)]
struct Reader<'a> {
    top: Top,
    /// The place of each server, and its line.
    places: BTreeMap<&'a str, (u32, usize)>,
    seen: BTreeSet<(u32, u32)>,
    tokens: u64,
}

impl<'a> Reader<'a> {
    fn server(&mut self, at: usize, line: &'a str, expected: &str) -> Result<(), Mistake> {
        let [id, tokens] =
            words(line).ok_or_else(|| format!("expected {expected}, found '{}'", shown(line)))?;
        let tokens = number(tokens, &format!("{expected} with a number of tokens"), MAX_TOKENS)?;
        self.tokens = self.tokens.saturating_add(tokens);
        if self.tokens > MAX_TOKENS {
            return Err(format!("the servers have more than {MAX_TOKENS} tokens in all").into());
        }
        let place = u32::try_from(self.top.servers.len()).expect("there are at most MAX_SERVERS");
        if let Some((_, before)) = self.places.insert(id, (place, at)) {
            let what = format!("expected another server, found '{}' of line {before} again", shown(id));
            return Err(Mistake::new(what).at(id));
        }
        self.top.servers.push(Server { name: name(id)?, tokens });
        Ok(())
    }

    fn link(&mut self, line: &str, (first, count): (usize, u64)) -> Result<(), Mistake> {
        let ends: [&str; 2] =
            words(line).ok_or_else(|| format!("expected a link 'SRC DST', found '{}'", shown(line)))?;
        let place = |id: &str| {
            match self.places.get(id) {
            Some((place, _)) => Ok(*place),
            None => Err(Mistake::new(format!(
                "expected a link 'SRC DST', found '{}': '{}' is none of the {count} servers that line {first} announces",
                shown(line),
                shown(id)
            ))
            .at(id)),
        }
        };
        let link = (place(ends[0])?, place(ends[1])?);
        if !self.seen.insert(link) {
            return Err(format!("expected another link, found '{}' again", shown(line)).into());
        }
        if self.top.links.len() == MAX_LINKS {
            return Err(format!("expected at most {MAX_LINKS} links, found another").into());
        }
        self.top.links.push(link);
        Ok(())
    }
}
