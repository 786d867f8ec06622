//! The header of a `.npy` file before npyz sees it.
//!
//! npyz reads the header as any literal of Python's, and its parser tries braces within braces in ever more ways: one
//! with 130 of them, found by fuzzing, does not end. A header of numpy's is one dictionary with a tuple, and for records
//! a list of tuples, in it.

use std::io::{Cursor, Read};

/// What every file begins with; then come the format's version, two bytes, and the header's length.
const MAGIC: &[u8] = b"\x93NUMPY";
/// Most bytes of a header. Those of numpy's without names of columns have about 120.
const LONGEST: usize = 4096;
/// Most brackets within brackets.
const DEEPEST: usize = 4;

/// The same file, its header looked at.
///
/// # Errors
/// If it has no header or one that numpy does not write.
pub(super) fn checked(mut file: impl Read) -> Result<impl Read, String> {
    let mut head = vec![0; 10];
    file.read_exact(&mut head).map_err(|e| format!("is not a .npy file: {e}"))?;
    if !head.starts_with(MAGIC) {
        return Err("is not a .npy file: it does not begin as one".to_owned());
    }
    // Four bytes of length from version 2 on.
    if head[6] > 1 {
        head.resize(12, 0);
        file.read_exact(&mut head[10..]).map_err(|e| format!("is not a .npy file: {e}"))?;
    }
    let length = head[8..].iter().rev().fold(0, |length, byte| length << 8 | usize::from(*byte));
    if length > LONGEST {
        return Err(format!("has a header of {length} bytes; numpy writes fewer than {LONGEST}"));
    }
    let start = head.len();
    head.resize(start + length, 0);
    file.read_exact(&mut head[start..]).map_err(|e| format!("ends within its header: {e}"))?;
    let (mut depth, mut braces) = (0_usize, 0);
    for byte in &head[start..] {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        braces += usize::from(*byte == b'{');
        if depth > DEEPEST || braces > 1 {
            return Err("has brackets within brackets in its header, which numpy does not write".to_owned());
        }
    }
    Ok(Cursor::new(head).chain(file))
}
