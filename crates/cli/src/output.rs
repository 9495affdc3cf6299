//! Where output goes: standard output, or a file that appears whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::StripStream;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// An open output. Without [`finish`](Self::finish) a file is left as it was.
pub(crate) struct Output {
    stream: BufWriter<Box<dyn Write>>,
    /// The file that is being written, and the one that it will replace.
    replaces: Option<(NamedTempFile, PathBuf)>,
}

impl Output {
    /// Opens the file, or standard output for none and for `-`.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        match path.filter(|path| *path != Path::new("-")) {
            None => Ok(Self::to(Box::new(anstream::stdout().lock()), None)),
            Some(path) => Self::file(path)
                .map_err(|error| Failure::new(format!("cannot write to '{}': {error}", path.display()))),
        }
    }

    fn to(stream: Box<dyn Write>, replaces: Option<(NamedTempFile, PathBuf)>) -> Self {
        Self { stream: BufWriter::new(stream), replaces }
    }

    fn file(path: &Path) -> io::Result<Self> {
        let path = match path.canonicalize() {
            Ok(real) => real, // through a symbolic link to the file that is meant
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_path_buf(),
            Err(error) => return Err(error),
        };
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(metadata) if metadata.permissions().readonly() => {
                Err(io::Error::from(io::ErrorKind::PermissionDenied))
            }
            Ok(metadata) if !metadata.is_file() => {
                let device = OpenOptions::new().write(true).open(&path)?;
                Ok(Self::to(Box::new(StripStream::new(device)), None))
            }
            _ => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let temporary = beside(folder.unwrap_or(Path::new(".")))?;
                let stream = StripStream::new(temporary.reopen()?);
                Ok(Self::to(Box::new(stream), Some((temporary, path))))
            }
        }
    }

    /// Makes what was written permanent.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.stream.flush()?;
        match self.replaces {
            Some((temporary, path)) => Self::persist(temporary, &path),
            None => Ok(()),
        }
    }

    /// Keeps what was written before an interruption, beside the file that it was to replace: `FILE.partial`.
    pub(crate) fn finish_partial(mut self) -> Result<(), Failure> {
        self.stream.flush()?;
        let Some((temporary, path)) = self.replaces else { return Ok(()) };
        let mut partial = path.into_os_string();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        Self::persist(temporary, &partial)?;
        // There is nobody left to tell if standard error cannot be written to.
        let _ = writeln!(anstream::stderr(), "what was written is in '{}'", partial.display());
        Ok(())
    }

    fn persist(temporary: NamedTempFile, path: &Path) -> Result<(), Failure> {
        temporary.as_file().sync_all()?;
        temporary.persist(path).map_err(|error| {
            Failure::new(format!("cannot write to '{}': {}", path.display(), error.error))
        })?;
        Ok(())
    }
}

/// A temporary file with the permissions that any new file has.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".sim-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    // Its own error would speak of a temporary file that the user has never heard of.
    builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(error.kind(), "its folder does not exist"),
        kind => io::Error::from(kind),
    })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
