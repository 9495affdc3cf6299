//! Where output goes: standard output, or a file that appears whole or not at all.

use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{ColorChoice, StripStream};
use draw::paper::{Paper, Wrapping};
use tempfile::NamedTempFile;

use crate::cleanup::Cleanup;
use crate::escape::Escaping;
use crate::failure::Failure;
use crate::input;
use crate::stderr::{columns, note, stderr, warn};

/// How many symbolic links lead from one to the next, at most.
const MOST_LINKS: usize = 40;

/// An open output. Without [`finish`](Self::finish) a file is left as it was.
pub(crate) struct Output {
    stream: Wrapping<BufWriter<Box<dyn Write>>>,
    replaces: Option<Replacement>,
    /// A picture that becomes something else when it is whole.
    picture: Option<Picture>,
}

/// A picture as it is drawn, and what it is made into.
struct Picture {
    svg: Vec<u8>,
    into: print::Form,
}

/// A file that is being written, and the one that it will replace.
struct Replacement {
    temporary: NamedTempFile,
    path: PathBuf,
    _cleanup: Cleanup,
}

/// What is written to a file, of which an error says the name.
struct Named {
    stream: Box<dyn Write>,
    name: String,
}

impl Named {
    fn told(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("'{}': {error}", self.name))
    }
}

impl Write for Named {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes).map_err(|error| self.told(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush().map_err(|error| self.told(&error))
    }
}

impl Output {
    fn new(stream: Box<dyn Write>, columns: Option<usize>, replaces: Option<Replacement>) -> Self {
        Self { stream: Wrapping::new(BufWriter::new(stream), columns), replaces, picture: None }
    }

    /// Opens the file, or standard output for none and for `-`.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        Self::open_as(path, false)
    }

    /// The same; a text for people is written on a terminal in lines that fit.
    pub(crate) fn open_as(path: Option<&Path>, text: bool) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            let columns = if text { columns(&io::stdout()) } else { None };
            return Ok(Self::new(standard(), columns, None));
        };
        Self::file(path, |file| Box::new(StripStream::new(file)))
    }

    /// The same of what may be a picture, which then becomes this form of one.
    pub(crate) fn open_drawn(
        path: Option<&Path>,
        text: bool,
        print: Option<print::Form>,
    ) -> Result<Self, Failure> {
        let Some(into) = print else { return Self::open_as(path, text) };
        let picture = Some(Picture { svg: Vec::new(), into });
        let output = match path.filter(|path| *path != Path::new("-")) {
            Some(path) => Self::file(path, |file| Box::new(file))?,
            None if io::stdout().is_terminal() => {
                let tip = "write it to a file with -o, or into another program";
                return Err(Failure::with_tip("a terminal shows no pictures", tip));
            }
            None => Self::new(Box::new(io::stdout().lock()), None, None),
        };
        Ok(Self { picture, ..output })
    }

    fn file(path: &Path, stream: fn(File) -> Box<dyn Write>) -> Result<Self, Failure> {
        refuse_same(path)?;
        Self::opened(path, stream)
            .map_err(|error| Failure::new(format!("cannot write to '{}': {error}", path.display())))
    }

    fn opened(path: &Path, stream: fn(File) -> Box<dyn Write>) -> io::Result<Self> {
        let (named, path) = (path, behind_links(path)?);
        let (file, replaces) = match existing(&path)? {
            Some(metadata) if !metadata.is_file() => (OpenOptions::new().write(true).open(&path)?, None),
            existing => {
                let replacement = Replacement::new(path, existing.map(|metadata| metadata.permissions()))?;
                (replacement.temporary.reopen()?, Some(replacement))
            }
        };
        let named = Named { stream: stream(file), name: named.display().to_string() };
        Ok(Self::new(Box::new(named), None, replaces))
    }

    /// Whether what is written becomes pixels or paper.
    pub(crate) const fn is_printed(&self) -> bool {
        self.picture.is_some()
    }

    /// Makes what was written permanent.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.print()?;
        self.stream.flush()?;
        self.replaces.map_or(Ok(()), Replacement::persist)
    }

    /// Makes of a picture what it is to be.
    fn print(&mut self) -> Result<(), Failure> {
        let Some(Picture { svg, into }) = self.picture.take() else { return Ok(()) };
        let svg = String::from_utf8(svg).map_err(io::Error::other)?;
        let printed = print::print(&svg, into).map_err(|error| {
            Failure::with_tip(
                format!("there is no such picture: {error}"),
                "-f svg and -f pdf have no such bound",
            )
        })?;
        if !printed.borrowed.is_empty() {
            note(&format!("letters drawn in a font of this machine: {}", printed.borrowed));
        }
        if !printed.missing.is_empty() {
            warn(&format!("letters that no font here has are left out, among them {}", printed.missing));
        }
        Ok(self.stream.write_all(&printed.bytes)?)
    }

    /// Makes it permanent if the work was done; if it was interrupted, keeps it [beside](Self::finish_partial) the file.
    pub(crate) fn finish_unless(self, interrupted: bool) -> Result<(), Failure> {
        if interrupted { self.finish_partial() } else { self.finish() }
    }

    /// Keeps what was written before an interruption, beside the file that it was to replace: `FILE.partial`.
    pub(crate) fn finish_partial(mut self) -> Result<(), Failure> {
        self.print()?;
        self.stream.flush()?;
        let Some(mut replacement) = self.replaces else { return Ok(()) };
        replacement.path.as_mut_os_string().push(".partial");
        let path = replacement.path.display().to_string();
        replacement.persist()?;
        // There is nobody left to tell if standard error cannot be written to.
        let _ = writeln!(stderr(), "what was written is in '{path}'");
        Ok(())
    }
}

impl Replacement {
    /// Begins a file beside the one that it will replace, which may be there already.
    fn new(path: PathBuf, permissions: Option<Permissions>) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let temporary = beside(folder.unwrap_or(Path::new(".")), permissions)?;
        let file = temporary.path().to_path_buf();
        let cleanup = Cleanup::new(move || {
            // If it cannot be removed, nobody is left to tell.
            let _ = fs::remove_file(file);
        });
        Ok(Self { temporary, path, _cleanup: cleanup })
    }

    fn persist(self) -> Result<(), Failure> {
        let failed =
            |error: &io::Error| Failure::new(format!("cannot write to '{}': {error}", self.path.display()));
        self.temporary.as_file().sync_all().map_err(|error| failed(&error))?;
        self.temporary.persist(&self.path).map_err(|error| failed(&error.error))?;
        sync_folder(&self.path);
        Ok(())
    }
}

/// Has the name of a new file outlive a loss of power, where the system does that for a folder.
pub(crate) fn sync_folder(path: &Path) {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // The file itself is safe; a folder that cannot be opened to read, or a file system that knows no such thing, is no failure.
        let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Standard output; where escape sequences would be obeyed, only ours reach it.
fn standard() -> Box<dyn Write> {
    let stdout = anstream::stdout();
    match stdout.current_choice() {
        ColorChoice::Never if !io::stdout().is_terminal() => Box::new(stdout.lock()),
        _ => Box::new(Escaping::new(stdout.lock())),
    }
}

/// Refuses an output that was read as input, under whatever name: it would be lost.
pub(crate) fn refuse_same(output: &Path) -> Result<(), Failure> {
    match input::that_is(output).filter(|_| output.is_file()) {
        None => Ok(()),
        Some(input) => Err(Failure::with_tip(
            format!("'{}' is input too ('{}'): it would be overwritten", output.display(), input.display()),
            "write to another file",
        )),
    }
}

/// The file that is meant, behind symbolic links, which need not exist.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path), // no link: what it is instead is found when it is opened
        }
    }
    Err(io::Error::other("too many symbolic links, one to the next"))
}

/// What there is to replace, if it may be.
fn existing(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match path.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Ok(metadata) if metadata.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(metadata) if metadata.permissions().readonly() => {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
        metadata => metadata.map(Some),
    }
}

/// A temporary file with these permissions, or those that any new file has.
fn beside(folder: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".sim-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(permissions.clone().unwrap_or(Permissions::from_mode(0o666)));
    }
    // Its own error would speak of a temporary file that the user has never heard of.
    let temporary = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(error.kind(), "its folder does not exist"),
        kind => io::Error::from(kind),
    })?;
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?; // as they were, whatever the umask is now
    }
    Ok(temporary)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.picture {
            Some(picture) => picture.svg.write(bytes),
            None => self.stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Paper for Output {
    fn columns(&self) -> Option<usize> {
        self.stream.columns()
    }

    fn whole(&mut self, line: fmt::Arguments<'_>) -> io::Result<()> {
        self.stream.whole(line)
    }
}
