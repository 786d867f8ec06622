use super::{Match, example};
use crate::log::block::{Block, Kind};
use crate::log::{FORMAT, Log, LogError, LogPlayer, MAGIC};

/// Where the blocks begin, and the length of the file.
fn starts(file: &[u8]) -> Vec<usize> {
    let mut starts = vec![MAGIC.len() + 4];
    for number in 0.. {
        let block = Block::read(file, starts[starts.len() - 1], number).unwrap();
        starts.push(block.end());
        if block.kind == Kind::End {
            break;
        }
    }
    assert_eq!(*starts.last().unwrap(), file.len());
    starts
}

/// What is read of an altered file: the chunks that are played as they were recorded, and the place that is named.
fn read(played: &Match, file: Vec<u8>) -> (usize, u32) {
    assert!(Log::read(file.clone()).is_err());
    match Log::read_intact(file) {
        Ok((log, Some(LogError::CutOff { place, .. } | LogError::Damaged { place, .. }))) => {
            let chunks = log.key_frames();
            let mut player = LogPlayer::new(log).unwrap();
            let last = player.verify().unwrap().ticks - 1;
            player.seek(last).unwrap();
            assert_eq!(player.arena().hash(), played.hashes[last as usize]);
            (chunks, place.block)
        }
        Err(LogError::CutOff { place, .. } | LogError::Damaged { place, .. }) => (0, place.block),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_log_that_is_cut_off_names_the_block_and_keeps_those_before() {
    let played = example();
    let starts = starts(&played.file);
    assert_eq!(starts.len(), 6, "a header, three chunks, an end, and the end of the file");
    for (number, bounds) in starts.windows(2).enumerate() {
        for length in [bounds[0], bounds[0] + 1, bounds[0] + 16, bounds[0] + 17, bounds[1] - 1] {
            let (chunks, block) = read(&played, played.file[..length].to_vec());
            assert_eq!((chunks, block), (number.saturating_sub(1), number as u32), "cut off after {length} bytes");
        }
    }
    for length in 1..starts[0] {
        let error = Log::read(played.file[..length].to_vec()).unwrap_err();
        assert!(matches!(error, LogError::CutOff { .. }), "{length}: {error}");
    }
    assert!(matches!(Log::read(Vec::new()), Err(LogError::NotALog)));
}

#[test]
fn every_flipped_bit_is_found_where_it_is() {
    let played = example();
    let starts = starts(&played.file);
    for byte in (starts[0]..played.file.len()).filter(|byte| byte % 13 == 0 || *byte < starts[0] + 40) {
        let mut file = played.file.clone();
        file[byte] ^= 1 << (byte % 8);
        let damaged = starts.iter().filter(|start| **start <= byte).count() - 1;
        // A wrong length may reach beyond the file or the block, but it is this block that does not fit.
        let (chunks, block) = read(&played, file);
        assert_eq!((chunks, block), (damaged.saturating_sub(1), damaged as u32), "byte {byte}");
    }
}

#[test]
fn blocks_cannot_be_left_out_repeated_moved_or_added() {
    let played = example();
    let starts = starts(&played.file);
    let block = |number: usize| &played.file[starts[number]..starts[number + 1]];
    let file = |numbers: &[usize]| {
        let blocks: Vec<u8> = numbers.iter().flat_map(|number| block(*number)).copied().collect();
        [&played.file[..starts[0]], &blocks].concat()
    };
    assert_eq!(file(&[0, 1, 2, 3, 4]), played.file);
    for (numbers, chunks, named) in [
        (&[0, 2, 3, 4][..], 0, 1),
        (&[0, 1, 3, 4], 1, 2),
        (&[0, 1, 2, 4], 2, 3),
        (&[0, 1, 1, 2, 3, 4], 1, 2),
        (&[0, 1, 3, 2, 4], 1, 2),
        (&[0, 0, 1, 2, 3, 4], 0, 1),
        (&[1, 2, 3, 4], 0, 0),
        (&[0, 4], 0, 1),
        (&[0, 1, 2, 3, 4, 4], 3, 4),
    ] {
        assert_eq!(read(&played, file(numbers)), (chunks, named), "{numbers:?}");
    }
    assert_eq!(read(&played, [&played.file[..], b"x"].concat()), (3, 4));
}

#[test]
fn other_formats_and_other_files_say_so() {
    let played = example();
    for format in [0, FORMAT + 1, u32::MAX] {
        let mut file = played.file.clone();
        file[MAGIC.len()..][..4].copy_from_slice(&format.to_le_bytes());
        let error = Log::read(file).unwrap_err();
        assert!(matches!(error, LogError::Version { found } if found == format));
        let text = error.to_string();
        assert!(text.contains(&format!("format {format}, ")) && text.contains("use the wavedash that wrote"), "{text}");
    }
    for file in [&b"PK\x03\x04 something else entirely"[..], &[0; 64], b"{}"] {
        assert!(matches!(Log::read(file.to_vec()), Err(LogError::NotALog)));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.wdm");
    std::fs::write(&path, &played.file[..played.file.len() - 9]).unwrap();
    let text = crate::log::open(&path).err().unwrap().to_string();
    assert!(text.contains("cut.wdm: cut off in block 4 at byte"), "{text}");
    let (log, problem) = Log::salvage(&path).unwrap();
    assert_eq!((log.ticks(), log.is_whole()), (2_500, false));
    assert!(problem.unwrap().to_string().contains("cut.wdm"));
    let timeline = LogPlayer::new(log).unwrap().timeline(1.0).unwrap();
    assert!(timeline.left_out.iter().any(|text| text.contains("the end of the match")));
    assert!(crate::log::open(&folder.path().join("none.wdm")).err().unwrap().to_string().contains("none.wdm"));
    assert!(crate::log::open(folder.path()).is_err());
}
