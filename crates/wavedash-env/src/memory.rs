//! What components remember, as bytes: for saved environments, which go on bit for bit.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as bytes; floats keep every bit.
///
/// ```
/// use wavedash_env::memory;
///
/// let saved = memory::save(&(3_u32, [0.5_f32; 2]));
/// assert_eq!(memory::read::<(u32, [f32; 2])>(&saved), Some((3, [0.5; 2])));
/// assert_eq!(memory::read::<(u32, [f32; 3])>(&saved), None);
/// ```
///
/// # Panics
/// If the value has a map or a sequence of unknown length.
#[must_use]
pub fn save(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).expect("plain data of known lengths can always be written")
}

/// The value that was saved; nothing if the bytes are those of something else.
#[must_use]
pub fn read<T: DeserializeOwned>(saved: &[u8]) -> Option<T> {
    match postcard::take_from_bytes(saved) {
        Ok((value, [])) => Some(value),
        _ => None,
    }
}
