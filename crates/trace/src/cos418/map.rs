//! The configuration file of another course's assignment, the MAP protocol: active and passive processes, and snapshots until all is over.
//!
//! ```text
//! NODES MIN MAX MIN_SEND_DELAY SNAPSHOT_DELAY MOST   MIN..MAX messages an activation, MOST in all
//! ID HOST PORT                                       NODES lines
//! NEIGHBOUR ...                                      NODES lines, in the order of the nodes; who is a neighbour is one both ways
//! ```

use std::collections::{BTreeMap, BTreeSet};

use snapshot::script::Mistake;

use super::lines::{LineError, Lines, name, number, shown, words};
use super::top::{MAX_LINKS, MAX_SERVERS, Server, Top};

/// A configuration. Hosts and ports are read and not kept: there is no network here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MapConfig {
    /// How many messages an activation sends at least.
    pub min: u64,
    /// How many it sends at most.
    pub max: u64,
    /// How long a process waits between two messages at least.
    pub min_send_delay: u64,
    /// After how long the next snapshot begins.
    pub snapshot_delay: u64,
    /// How many messages a process sends in all.
    pub most: u64,
    /// The nodes, and the channels between neighbours; nobody has a token.
    pub top: Top,
}

const GLOBAL: &str = "'NODES MIN MAX MIN_SEND_DELAY SNAPSHOT_DELAY MOST'";
const LARGEST: u64 = 1 << 30;

impl MapConfig {
    /// Whether a text is meant to be one: what it says first are six words, or several numbers. Of a topology file it is one number.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let are_several =
            |line: &str| line.split_whitespace().nth(2).is_some() && line.split_whitespace().all(is_number);
        Lines::of(text).next().is_some_and(|(_, line)| words::<6>(line).is_some() || are_several(line))
    }

    /// Reads a configuration.
    ///
    /// # Errors
    /// When the text is not of the grammar, declares a node twice, names a neighbour that it does not declare, or exceeds a limit.
    pub fn parse(text: &str) -> Result<Self, LineError> {
        let mut lines = Lines::of(text);
        let (at, line) = lines.expect(GLOBAL)?;
        let wrong = |what| LineError::new(at, what);
        let found = words::<6>(line)
            .ok_or_else(|| LineError::new(at, format!("expected {GLOBAL}, found '{}'", shown(line))))?;
        let read = |place: usize, what, most| number(found[place], what, most).map_err(wrong);
        let nodes = read(0, "the number of nodes", u64::from(MAX_SERVERS))?;
        let (min, max) = (read(1, "MIN", LARGEST)?, read(2, "MAX", LARGEST)?);
        let (min_send_delay, snapshot_delay) =
            (read(3, "MIN_SEND_DELAY", LARGEST)?, read(4, "SNAPSHOT_DELAY", LARGEST)?);
        let most = read(5, "MOST", LARGEST)?;
        let top = graph(&mut lines, nodes)?;
        match lines.next() {
            Some((at, line)) => {
                Err(LineError::new(at, format!("expected the end of the file, found '{}'", shown(line))))
            }
            None => Ok(Self { min, max, min_send_delay, snapshot_delay, most, top }),
        }
    }
}

/// The nodes, and who is whose neighbour.
fn graph(lines: &mut Lines<'_>, nodes: u64) -> Result<Top, LineError> {
    let (mut top, mut places, mut links) = (Top::default(), BTreeMap::new(), BTreeSet::new());
    for place in 0..u32::try_from(nodes).expect("it is at most MAX_SERVERS") {
        let expected = format!("'ID HOST PORT' of {nodes} nodes");
        let (at, line) = lines.expect(&expected)?;
        let wrong = |what: String| LineError::new(at, what);
        let [id, _, port] =
            words(line).ok_or_else(|| wrong(format!("expected {expected}, found '{}'", shown(line))))?;
        number(port, "a port", u64::from(u16::MAX)).map_err(|mistake| LineError::new(at, mistake))?;
        if places.insert(id, place).is_some() {
            let what = format!("expected another node, found '{}' again", shown(id));
            return Err(LineError::new(at, Mistake::new(what).at(id)));
        }
        let name = name(id).map_err(|mistake| LineError::new(at, mistake))?;
        top.servers.push(Server { name, tokens: 0 });
    }
    for place in 0..top.servers.len() {
        let node = u32::try_from(place).expect("it is at most MAX_SERVERS");
        let (at, line) = lines.expect(&format!("the neighbours of node {}", top.servers[place].name))?;
        let mut told = BTreeSet::new();
        for id in line.split_whitespace() {
            let wrong = |what| {
                let what = format!("expected a neighbour, found '{}': {what}", shown(id));
                LineError::new(at, Mistake::new(what).at(id))
            };
            match places.get(id) {
                None => return Err(wrong("there is no such node")),
                Some(other) if *other == node => return Err(wrong("it is the node itself")),
                Some(_) if !told.insert(id) => return Err(wrong("it is there twice")),
                Some(other) => links.extend([(node, *other), (*other, node)]),
            }
            if links.len() > MAX_LINKS {
                return Err(wrong("there are too many"));
            }
        }
    }
    top.links = links.into_iter().collect();
    Ok(top)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: &str = "# six\n3 1 2 100 2000 15\n\n0 a 1 # host\n1 b 2\n2 c 3\n1 # of 0\n0 2\n1\n";

    #[test]
    fn a_configuration_is_read_as_it_is() {
        let read = MapConfig::parse(THREE).unwrap();
        assert!(MapConfig::is_meant(THREE) && !MapConfig::is_meant("3\n0 1\n"));
        assert!(MapConfig::is_meant("3 1 2 100 2000\n") && !MapConfig::is_meant("3 servers here\n"));
        assert_eq!((read.min, read.max, read.most), (1, 2, 15));
        assert_eq!((read.min_send_delay, read.snapshot_delay), (100, 2000));
        assert_eq!(read.top.links, [(0, 1), (1, 0), (1, 2), (2, 1)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (from, to, line, what) in [
            ("3 1 2", "3 x 2", 2, "expected MIN, found 'x'"),
            ("1 b 2", "0 b 2", 5, "expected another node, found '0' again"),
            ("2 c 3", "2 c", 6, "expected 'ID HOST PORT' of 3 nodes, found '2 c'"),
            ("0 2\n", "0 7\n", 8, "expected a neighbour, found '7': there is no such node"),
            ("0 2\n", "0 1\n", 8, "expected a neighbour, found '1': it is the node itself"),
            ("0 2\n", "0 2 0\n", 8, "expected a neighbour, found '0': it is there twice"),
            (
                "3 1 2 100 2000 15",
                "3 1 2 100 2000",
                2,
                "expected 'NODES MIN MAX MIN_SEND_DELAY SNAPSHOT_DELAY MOST', found '3 1 2 100 2000'",
            ),
            ("0 2\n1\n", "0 2\n", 9, "expected the neighbours of node 2, found the end of the file"),
            ("0 2\n1\n", "0 2\n1\n1\n", 10, "expected the end of the file, found '1'"),
        ] {
            let error = MapConfig::parse(&THREE.replace(from, to)).unwrap_err();
            assert_eq!((error.line, error.mistake.what.as_str()), (line, what));
        }
    }
}
