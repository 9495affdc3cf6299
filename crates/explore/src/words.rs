//! Numbers one after the other, written and read back: what is kept of a search, or told another machine of it, that is no state.

use std::io;

use crate::frame::{Stream, damaged};

/// The bits of a number that a byte of a short one has; the eighth says that more follow.
const LOW: u8 = 0x7f;

#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are wanted")]
const fn low_bits(number: u64) -> u8 {
    number as u8 & LOW
}

/// Numbers to be written.
#[derive(Debug, Default)]
pub(crate) struct Written(pub(crate) Vec<u8>);

impl Written {
    pub(crate) fn put(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    /// A number that is small most often: in as few bytes as it needs, seven bits in each.
    pub(crate) fn put_short(&mut self, mut number: u64) {
        while number > u64::from(LOW) {
            self.0.push(low_bits(number) | !LOW);
            number >>= LOW.count_ones();
        }
        self.0.push(low_bits(number));
    }

    pub(crate) fn stream(&mut self, stream: &Stream) {
        [stream.id, stream.bytes, stream.frames].into_iter().for_each(|number| self.put(number));
    }

    /// How many there are, and each.
    pub(crate) fn each<T>(&mut self, items: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.put(items.len() as u64);
        items.iter().for_each(|item| put(self, item));
    }
}

/// Numbers to be read.
#[derive(Debug)]
pub(crate) struct Read<'b> {
    /// What they are, for whoever is told that they are damaged.
    pub(crate) what: &'static str,
    pub(crate) bytes: &'b [u8],
}

impl Read<'_> {
    pub(crate) fn number(&mut self) -> io::Result<u64> {
        self.take().map(|number| u64::from_le_bytes(*number))
    }

    /// A number that was put short.
    pub(crate) fn short<T: TryFrom<u64>>(&mut self) -> io::Result<T> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let [byte] = *self.take()?;
            let bits = u64::from(byte & LOW);
            let shifted = bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits);
            number |= shifted.ok_or_else(|| self.damaged())?;
            if byte & !LOW == 0 {
                return T::try_from(number).map_err(|_| self.damaged());
            }
            shift += LOW.count_ones();
        }
    }

    /// A number of four bytes.
    pub(crate) fn four(&mut self) -> io::Result<u32> {
        self.take().map(|number| u32::from_le_bytes(*number))
    }

    /// So many bytes, as they are.
    pub(crate) fn raw(&mut self, len: usize) -> io::Result<&[u8]> {
        let (bytes, rest) = self.bytes.split_at_checked(len).ok_or_else(|| self.damaged())?;
        self.bytes = rest;
        Ok(bytes)
    }

    fn take<const N: usize>(&mut self) -> io::Result<&[u8; N]> {
        let (bytes, rest) = self.bytes.split_first_chunk().ok_or_else(|| self.damaged())?;
        self.bytes = rest;
        Ok(bytes)
    }

    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> io::Result<T> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| self.damaged())
    }

    pub(crate) fn stream(&mut self, kind: &'static str) -> io::Result<Stream> {
        Ok(Stream { kind, id: self.number()?, bytes: self.number()?, frames: self.number()? })
    }

    pub(crate) fn each<T>(&mut self, mut read: impl FnMut(&mut Self) -> io::Result<T>) -> io::Result<Vec<T>> {
        let len: usize = self.small()?;
        (0..len).map(|_| read(self)).collect()
    }

    pub(crate) fn damaged(&self) -> io::Error {
        damaged(self.what, "a number is missing, or too large")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_read_as_they_were_put_and_nothing_longer() {
        let numbers = [0, 1, 127, 128, 300, 1 << 21, u64::from(u32::MAX), 1 << 63, u64::MAX];
        let mut written = Written::default();
        numbers.iter().for_each(|number| written.put_short(*number));
        let mut read = Read { what: "a test", bytes: &written.0 };
        assert_eq!(numbers.map(|_| read.short::<u64>().unwrap()), numbers);
        assert!(read.short::<u64>().is_err());
        let too_long = [&[0xff; 9][..], &[2]].concat();
        for damaged in [&[0x80][..], &too_long, &[0xff; 12]] {
            assert!(Read { what: "a test", bytes: damaged }.short::<u64>().is_err(), "{damaged:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_it_was_and_whatever_is_missing_is_damage() {
        let stream = Stream { kind: "test", id: 1, bytes: 2, frames: 3 };
        let mut written = Written::default();
        written.put(u64::MAX);
        written.stream(&stream);
        written.each(&[5, 6, 7], |written, number| written.put(*number));
        written.put_short(128);
        written.0.extend([9, 8, 7, 6, 5, 4]);
        type All = (u64, Stream, Vec<u8>, u16, u32, Vec<u8>);
        fn all(bytes: &[u8]) -> io::Result<All> {
            let read = &mut Read { what: "a test", bytes };
            let numbers = (read.number()?, read.stream("test")?, read.each(Read::small)?, read.short()?);
            let last = (read.four()?, read.raw(2)?.to_vec());
            assert!(read.bytes.is_empty());
            Ok((numbers.0, numbers.1, numbers.2, numbers.3, last.0, last.1))
        }
        let wanted = (u64::MAX, stream, vec![5, 6, 7], 128, 0x0607_0809, vec![5, 4]);
        assert_eq!(all(&written.0).unwrap(), wanted);
        for len in 0..written.0.len() {
            assert_eq!(all(&written.0[..len]).unwrap_err().kind(), io::ErrorKind::InvalidData, "{len}");
        }
    }

    #[test]
    fn a_number_that_is_too_large_for_what_it_is_is_damage() {
        for (number, fits) in [(255, true), (256, false), (u64::MAX, false)] {
            let (mut long, mut short) = (Written::default(), Written::default());
            long.put(number);
            short.put_short(number);
            let mut long = Read { what: "a test", bytes: &long.0 };
            let mut short = Read { what: "a test", bytes: &short.0 };
            let read = [long.small::<u8>().is_ok(), short.short::<u8>().is_ok()];
            assert_eq!(read, [fits; 2], "{number}");
        }
        let texts: [(u64, &[u8]); 4] =
            [(0, &[0]), (127, &[127]), (128, &[0x80, 1]), (1 << 14, &[0x80, 0x80, 1])];
        for (number, text) in texts {
            let mut written = Written::default();
            written.put_short(number);
            assert_eq!(written.0, text);
        }
    }
}
