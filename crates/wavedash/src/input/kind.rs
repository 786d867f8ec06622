//! What a file holds, by its first bytes; only where they say nothing by its name.

use std::path::Path;

use wavedash_replay::log::MAGIC;

/// A kind of recorded match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A match log of ours.
    Log,
    /// A `.replay` of the game.
    Game,
}

/// How many first bytes are looked at.
pub(super) const HEAD: usize = 64;
/// The class name that every `.replay` begins with: after the header's length and checksum, two or three versions and the
/// name's own length.
const GAME: &[u8] = b"TAGame.Replay_";
const GAME_AT: [usize; 2] = [20, 24];
/// The first bytes of gzip.
const GZIP: [u8; 2] = [0x1f, 0x8b];

impl Kind {
    /// The kind of a file that begins like this, unpacked.
    pub(super) fn of_head(head: &[u8]) -> Option<Self> {
        let head = &head[..head.len().min(HEAD)];
        if head.starts_with(&MAGIC) {
            return Some(Self::Log);
        }
        GAME_AT.iter().any(|at| head.get(*at..).is_some_and(|rest| rest.starts_with(GAME))).then_some(Self::Game)
    }

    /// The kind that a name promises: `.wdm` or `.replay`, with or without `.gz`.
    pub(super) fn of_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        if name.ends_with(".wdm") { Some(Self::Log) } else { name.ends_with(".replay").then_some(Self::Game) }
    }
}

/// The bytes are compressed.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&GZIP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes_and_else_by_their_name() {
        assert_eq!(Kind::of_head(b"\x89wdm\r\n\x1a\n\x01\0\0\0"), Some(Kind::Log));
        for versions in [2, 3] {
            let mut game = vec![0; 8 + 4 * versions];
            game.extend(b"\x18\0\0\0TAGame.Replay_Soccar_TA\0");
            assert_eq!(Kind::of_head(&game), Some(Kind::Game));
        }
        assert_eq!(Kind::of_head(b"states of TAGame.Replay_Soccar_TA"), None, "a text that speaks of one");
        assert_eq!(Kind::of_head(b"{\"a\": 1}"), None);
        let of = |name: &str| Kind::of_name(Path::new(name));
        assert_eq!([of("a.WDM"), of("b/a.replay.gz")], [Some(Kind::Log), Some(Kind::Game)]);
        assert_eq!([of("a.gz"), of("replay")], [None, None]);
    }
}
