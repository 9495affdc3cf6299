//! Where the processes of a live run are: TOML, a line a process.
//!
//! ```toml
//! P = "192.168.0.10:12346"
//! Q = "192.168.0.11:12346"
//! ```

use std::collections::BTreeMap;

/// The address of each process.
///
/// # Errors
/// With the parser's words, when the text is no such table.
pub fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    toml::from_str(text).map_err(|error| error.to_string().trim_end().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_names_with_addresses() {
        let cluster = parse("P = \"127.0.0.1:1\"\n\"a b\" = \"host:2\"\n").unwrap();
        assert_eq!(cluster.get("a b").map(String::as_str), Some("host:2"));
        assert!(parse("P = 1").unwrap_err().contains("line 1"));
    }
}
