//! Streams of bytes as files of a folder. What is made durable is durable when the power fails, too.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use explore::Store;

use crate::output::sync_folder;

/// The file that is replaced as a whole.
const TEXT: &str = "search";
/// What a file begins with that becomes the text when it is whole.
const UNFINISHED: &str = ".search-";
/// How many files are open at most.
const OPEN: usize = 200;
/// How often it is time to keep what was done, at most …
const OFTEN: Duration = Duration::from_secs(1);
/// … and not before so many times what the last time took: a slow disk takes no more than this part of all time.
const TIMES: u32 = 15;

/// How many bytes there are in all files of a search, and how many there may be.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) bytes: AtomicU64,
    pub(super) most: u64,
}

/// A folder of streams.
#[derive(Debug)]
pub(crate) struct Disk<'r> {
    folder: PathBuf,
    room: &'r Room,
    files: Mutex<BTreeMap<String, File>>,
    due: Mutex<Due>,
}

/// When it is time to keep what was done.
#[derive(Debug)]
struct Due {
    at: Instant,
    /// Since when it is being kept.
    since: Option<Instant>,
}

impl<'r> Disk<'r> {
    /// The streams of a folder, which is made if it is not there.
    pub(super) fn of(folder: PathBuf, room: &'r Room) -> io::Result<Self> {
        let due = Due { at: Instant::now() + OFTEN, since: None };
        fs::create_dir_all(&folder).map_err(|error| told("make the folder", &folder, &error))?;
        Ok(Self { folder, room, files: Mutex::default(), due: Mutex::new(due) })
    }

    fn path(&self, stream: &str) -> PathBuf {
        self.folder.join(stream)
    }

    /// Does something with the file of a stream.
    fn with<T>(
        &self,
        stream: &str,
        what: &str,
        act: impl FnOnce(&mut File) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if !files.contains_key(stream) {
            if files.len() >= OPEN {
                files.clear();
            }
            let opened = OpenOptions::new().read(true).append(true).create(true).open(self.path(stream));
            let file = opened.map_err(|error| told(what, &self.path(stream), &error))?;
            files.insert(stream.to_string(), file);
        }
        let file = files.get_mut(stream).expect("it is open");
        act(file).map_err(|error| told(what, &self.path(stream), &error))
    }
}

/// An error with what it is about.
fn told(what: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {what} '{}': {error}", path.display()))
}

/// Whether this is the name of a stream.
fn is_stream(name: &str) -> bool {
    let is = |part: &str, of: fn(&u8) -> bool| !part.is_empty() && part.bytes().all(|byte| of(&byte));
    let parts = name.split_once('-');
    parts.is_some_and(|(kind, id)| is(kind, u8::is_ascii_lowercase) && is(id, u8::is_ascii_digit))
}

/// How many bytes the files of a folder have.
pub(super) fn bytes_in(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { bytes_in(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

impl Store for Disk<'_> {
    fn append(&self, stream: &str, bytes: &[u8]) -> io::Result<()> {
        let more = bytes.len() as u64;
        let there = self.room.bytes.fetch_add(more, Ordering::Relaxed);
        if there.saturating_add(more) > self.room.most {
            self.room.bytes.fetch_sub(more, Ordering::Relaxed);
            let what = format!("at most {} MiB of disk was allowed; see --max-disk", self.room.most >> 20);
            return Err(io::Error::new(ErrorKind::QuotaExceeded, what));
        }
        self.with(stream, "write", |file| file.write_all(bytes))
    }

    fn read(&self, stream: &str, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.with(stream, "read", |file| {
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(into)
        })
    }

    fn sync(&self, stream: &str) -> io::Result<()> {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.since.get_or_insert_with(Instant::now);
        drop(due);
        self.with(stream, "write", |file| file.sync_data())
    }

    fn cut(&self, stream: &str, bytes: u64) -> io::Result<()> {
        self.with(stream, "read", |file| {
            let there = file.metadata()?.len();
            if there < bytes {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.room.bytes.fetch_sub(there - bytes, Ordering::Relaxed);
            file.set_len(bytes)
        })
    }

    fn remove(&self, stream: &str) -> io::Result<()> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(stream);
        let path = self.path(stream);
        let removed = fs::metadata(&path).and_then(|file| fs::remove_file(&path).map(|()| file.len()));
        let bytes = removed.map_err(|error| told("remove", &path, &error))?;
        self.room.bytes.fetch_sub(bytes, Ordering::Relaxed);
        Ok(())
    }

    fn streams(&self) -> io::Result<Vec<String>> {
        let mut streams = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|error| told("read", &self.folder, &error))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if is_stream(&name) || name.starts_with(UNFINISHED) {
                streams.push(name);
            }
        }
        Ok(streams)
    }

    fn replace(&self, text: &[u8]) -> io::Result<()> {
        let path = self.path(TEXT);
        let written = || {
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
            file.write_all(text)?;
            file.as_file().sync_all()?;
            sync_folder(&path);
            file.persist(&path).map_err(|error| error.error)
        };
        written().map_err(|error| told("write", &path, &error))?;
        sync_folder(&path);
        let (now, mut due) = (Instant::now(), self.due.lock().unwrap_or_else(PoisonError::into_inner));
        let took = due.since.take().map_or(Duration::ZERO, |since| now - since);
        due.at = now + OFTEN.max(took * TIMES);
        Ok(())
    }

    fn text(&self) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(TEXT)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(told("read", &self.path(TEXT), &error)),
        }
    }

    fn bytes(&self) -> u64 {
        self.room.bytes.load(Ordering::Relaxed)
    }

    fn is_time(&self) -> bool {
        self.due.lock().unwrap_or_else(PoisonError::into_inner).at <= Instant::now()
    }
}
