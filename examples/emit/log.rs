//! A log for `sim judge`: log a sending before the bytes go out, a receipt where it is handled, in the thread that changes the state.
use std::fs::File;
use std::io::{Result, Write as _};

struct Log {
    process: &'static str,
    file: File,
    last: u32,
}

impl Log {
    fn new(process: &'static str, folder: &str) -> Result<Self> {
        Ok(Self { process, file: File::create(format!("{folder}/{process}.jsonl"))?, last: 0 })
    }

    // Texts with quotes or backslashes in them have to be escaped.
    fn put(&mut self, fields: &str) -> Result<()> {
        writeln!(self.file, "{{\"p\":\"{}\",{fields}}}", self.process)
    }

    /// What comes back goes with the message: its receiver logs it.
    fn send(&mut self, to: &str, fields: &str) -> Result<String> {
        self.last += 1;
        let message = format!("{}-{}", self.process, self.last);
        self.put(&format!("\"send\":\"{message}\",\"to\":\"{to}\",{fields}"))?;
        Ok(message)
    }

    fn recv(&mut self, message: &str) -> Result<()> {
        self.put(&format!("\"recv\":\"{message}\""))
    }

    fn init(&mut self, amount: i64) -> Result<()> {
        self.put(&format!("\"init\":{{\"amount\":{amount}}}"))
    }

    fn record(&mut self, snapshot: u32, amount: i64) -> Result<()> {
        self.put(&format!("\"record\":{snapshot},\"state\":\"{amount}\",\"amount\":{amount}"))
    }

    fn channel(&mut self, snapshot: u32, source: &str, messages: &[&str]) -> Result<()> {
        self.put(&format!("\"snapshot\":{snapshot},\"channel\":\"{source}\",\"messages\":{messages:?}"))
    }
}

/// Two accounts and one snapshot of Chandy and Lamport's; money is under way across the cut.
fn main() -> Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_string());
    let (mut a, mut b) = (Log::new("a", &folder)?, Log::new("b", &folder)?);
    a.init(10)?;
    b.init(10)?;
    let three = b.send("a", "\"body\":\"3\",\"amount\":3")?;
    a.record(1, 10)?;
    let marker = a.send("b", "\"control\":1")?;
    b.recv(&marker)?;
    b.record(1, 7)?;
    b.channel(1, "a", &[])?;
    let answer = b.send("a", "\"control\":1")?;
    a.recv(&three)?;
    a.recv(&answer)?;
    a.channel(1, "b", &[&three])
}
