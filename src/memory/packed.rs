//! Values that are unpacked only when somebody asks for them.

use std::hash::Hasher;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use twox_hash::XxHash3_64;

/// Where the bytes of a packed value lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The first of them.
    pub at: u64,
    /// How many they are.
    pub length: u64,
    /// Their [checksum].
    pub checksum: u64,
}

/// What tells whether bytes that were kept came back whole: damage shows, and nobody gains by hiding it.
pub fn checksum(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// Brings the bytes of packed values.
pub trait Recall: Send + Sync {
    /// The bytes at a spot; nothing, if they are not there any more.
    fn recall(&self, spot: Spot) -> Option<Vec<u8>>;

    /// Whether it takes parcels.
    fn grows(&self) -> bool;

    /// Keeps parcels; their spots, or nothing, if they could not be kept.
    fn keep(&self, parcels: &[Parcel]) -> Option<Vec<Spot>>;

    /// Keeps a value whose parcel would be large, and so is written without one; its spot, or nothing, if it could not be kept.
    fn keep_large(&self, value: &dyn Packable) -> Option<Spot>;
}

/// The bytes of a value on their way to where packed values lie.
#[derive(Debug)]
pub struct Parcel {
    /// They themselves.
    pub bytes: Vec<u8>,
    /// Their [checksum].
    pub checksum: u64,
}

impl Parcel {
    /// The parcel of a value.
    pub fn of(value: &impl Serialize) -> Option<Self> {
        postcard::to_stdvec(value).ok().map(Self::new)
    }

    /// A parcel of these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { checksum: checksum(&bytes), bytes }
    }
}

/// Writes, and makes the checksum of all that it writes.
pub struct Checking<W> {
    to: W,
    length: u64,
    hasher: XxHash3_64,
}

impl<W> Checking<W> {
    /// A writer to another one.
    pub fn new(to: W) -> Self {
        Self { to, length: 0, hasher: XxHash3_64::new() }
    }

    /// The spot of all that was written, if the first of it lies here.
    pub fn spot(&self, at: u64) -> Spot {
        Spot { at, length: self.length, checksum: self.hasher.finish() }
    }
}

impl<W: Write> Write for Checking<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.length += written as u64;
        self.hasher.write(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A value at hand, or the spot where its bytes lie, or both. Only the spot is serialized.
#[derive(Debug)]
pub struct Packed<T> {
    spot: Mutex<Option<Spot>>,
    value: OnceLock<Option<Arc<T>>>,
}

impl<T> Packed<T> {
    /// A value at hand.
    pub fn new(value: T) -> Self {
        Self { spot: Mutex::default(), value: OnceLock::from(Some(Arc::new(value))) }
    }

    /// A value whose bytes lie somewhere.
    pub fn at(spot: Spot) -> Self {
        Self { spot: Mutex::new(Some(spot)), value: OnceLock::new() }
    }

    /// The value, if it is at hand already.
    pub fn at_hand(&self) -> Option<&Arc<T>> {
        self.value.get()?.as_ref()
    }

    /// Where its bytes lie.
    pub fn spot(&self) -> Option<Spot> {
        *self.spot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes where its bytes lie now.
    pub fn lies_at(&self, spot: Spot) {
        *self.spot.lock().unwrap_or_else(PoisonError::into_inner) = Some(spot);
    }

    /// Lets go of the value, if its bytes lie somewhere.
    pub fn let_go(&mut self) {
        if self.spot().is_some() {
            self.value = OnceLock::new();
        }
    }
}

impl<T: DeserializeOwned> Packed<T> {
    /// The value; nothing, if its bytes are gone or damaged. It is at hand then.
    pub fn get(&self, store: Option<&dyn Recall>) -> Option<&Arc<T>> {
        self.value.get_or_init(|| self.unpacked(store)).as_ref()
    }

    /// The value for somebody who needs it for a moment: it is at hand afterwards only if it was before.
    pub fn once(&self, store: Option<&dyn Recall>) -> Option<Arc<T>> {
        match self.value.get() {
            Some(value) => value.clone(),
            None => self.unpacked(store),
        }
    }

    fn unpacked(&self, store: Option<&dyn Recall>) -> Option<Arc<T>> {
        let bytes = store?.recall(self.spot()?)?;
        postcard::from_bytes(&bytes).ok().map(Arc::new)
    }
}

impl<T> Default for Packed<T> {
    /// A value that is gone.
    fn default() -> Self {
        Self { spot: Mutex::default(), value: OnceLock::new() }
    }
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { spot: Mutex::new(self.spot()), value: self.value.clone() }
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.spot().serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or_else(Self::default, Self::at))
    }
}

/// A packed value whose bytes can be put somewhere.
pub trait Packable: Sync {
    /// Where its bytes lie, if they do.
    fn spot(&self) -> Option<Spot>;
    /// Its parcel, if it is at hand.
    fn parcel(&self) -> Option<Parcel>;
    /// Writes the bytes that its parcel would have.
    ///
    /// # Errors
    /// Those of the writer, or that it is not at hand.
    fn write(&self, to: &mut dyn Write) -> io::Result<()>;
    /// Notes where its bytes lie now.
    fn lies_at(&self, spot: Spot);
}

impl<T: Serialize + Send + Sync> Packable for Packed<T> {
    fn spot(&self) -> Option<Spot> {
        self.spot()
    }

    fn parcel(&self) -> Option<Parcel> {
        Parcel::of(&**self.at_hand()?)
    }

    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let value = self.at_hand().ok_or(io::ErrorKind::NotFound)?;
        postcard::to_io(&**value, to).map(drop).map_err(io::Error::other)
    }

    fn lies_at(&self, spot: Spot) {
        self.lies_at(spot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<u8>);

    impl Recall for Fixed {
        fn recall(&self, _: Spot) -> Option<Vec<u8>> {
            Some(self.0.clone())
        }

        fn grows(&self) -> bool {
            false
        }

        fn keep(&self, _: &[Parcel]) -> Option<Vec<Spot>> {
            None
        }

        fn keep_large(&self, _: &dyn Packable) -> Option<Spot> {
            None
        }
    }

    #[test]
    fn a_value_comes_back_from_its_bytes() {
        let packed = Packed::new(vec![1_u32, 2]);
        let Parcel { bytes, checksum } = packed.parcel().unwrap();
        let mut written = Checking::new(Vec::new());
        packed.write(&mut written).unwrap();
        assert_eq!((written.spot(0).checksum, written.to), (checksum, bytes.clone()));
        packed.lies_at(Spot { at: 0, length: bytes.len() as u64, checksum });
        let line = postcard::to_stdvec(&packed).unwrap();
        let again: Packed<Vec<u32>> = postcard::from_bytes(&line).unwrap();
        assert!(again.at_hand().is_none());
        assert_eq!(*again.once(Some(&Fixed(bytes.clone()))).unwrap(), [1, 2]);
        assert!(again.at_hand().is_none());
        assert_eq!(**again.get(Some(&Fixed(bytes))).unwrap(), [1, 2]);
        assert_eq!(*again.once(None).unwrap(), [1, 2]);
        let gone: Packed<Vec<u32>> = postcard::from_bytes(&line).unwrap();
        assert!(gone.get(None).is_none());
    }
}
