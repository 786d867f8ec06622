//! Collision mesh files: the binary form in which the arena's pieces are dumped from the game.
//!
//! A file is one piece, little endian: `i32` triangle count, `i32` vertex count, three `i32` vertex
//! indices per triangle, three `f32` coordinates per vertex in units of 50 uu. Triangles must be
//! counter-clockwise seen from the playable side. The file's name carries no meaning but its order.

use std::fs;
use std::path::{Path, PathBuf};

use wavedash_core::Vec3;

use super::edge::number_points;
use super::recipe::Corners;
use super::triangle::Triangle;
use super::{Surface, SurfaceError};

/// Length unit of the files, uu.
const UNIT: f32 = 50.0;
/// Bytes of the two counts.
const HEADER: u64 = 8;
/// Bytes of a triangle or of a vertex.
const ITEM: u64 = 12;
/// Coordinates beyond this many uu cannot belong to an arena.
const FARTHEST: f32 = 1e6;

impl Surface {
    /// Most pieces a surface can have.
    pub const MAX_PIECES: usize = 16;
    /// Most triangles a surface can have.
    pub const MAX_TRIANGLES: usize = u16::MAX as usize;

    /// Reads every `*.cmf` file of a folder as one piece each, in the order of their names.
    ///
    /// Triangles without area are dropped.
    ///
    /// # Errors
    /// If there is no such file or one of them is not a whole, sensible mesh; the error names it.
    pub fn read_cmf(folder: &Path) -> Result<Self, SurfaceError> {
        let paths = mesh_files(folder)?;
        let mut pieces = Vec::with_capacity(paths.len());
        let mut total = 0;
        for path in paths {
            let bytes = fs::read(&path).map_err(|source| SurfaceError::Io { path: path.clone(), source })?;
            let piece = read_piece(&path, &bytes)?;
            total += piece.len();
            if total > Self::MAX_TRIANGLES {
                return Err(SurfaceError::TooManyTriangles { path, found: total, most: Self::MAX_TRIANGLES });
            }
            pieces.push(piece);
        }
        Ok(Self::from_pieces(&pieces))
    }

    /// Writes one file per piece into an existing folder: `piece_00.cmf`, `piece_01.cmf`, ...
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write_cmf(&self, folder: &Path) -> Result<(), SurfaceError> {
        for piece in 0..self.pieces() {
            let path = folder.join(format!("piece_{piece:02}.cmf"));
            fs::write(&path, self.cmf_piece(piece)).map_err(|source| SurfaceError::Io { path, source })?;
        }
        Ok(())
    }

    /// One piece as [`Self::write_cmf`] writes it, for simulators that take such files from memory.
    ///
    /// # Panics
    /// If there is no such piece.
    #[must_use]
    pub fn cmf_piece(&self, piece: usize) -> Vec<u8> {
        piece_bytes(self.piece_triangles(piece))
    }
}

fn mesh_files(folder: &Path) -> Result<Vec<PathBuf>, SurfaceError> {
    let failed = |source| SurfaceError::Io { path: folder.to_path_buf(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("cmf")) {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    match paths.len() {
        0 => Err(SurfaceError::NoFiles { path: folder.to_path_buf() }),
        found if found > Surface::MAX_PIECES => {
            Err(SurfaceError::TooManyFiles { path: folder.to_path_buf(), found, most: Surface::MAX_PIECES })
        }
        _ => Ok(paths),
    }
}

/// The triangles of one file.
fn read_piece(path: &Path, bytes: &[u8]) -> Result<Vec<Corners>, SurfaceError> {
    let path = || path.to_path_buf();
    let found = bytes.len() as u64;
    let (words, _) = bytes.as_chunks::<4>();
    let [triangles, vertices, ..] = *words else {
        return Err(SurfaceError::Truncated { path: path(), expected: HEADER, found });
    };
    let [triangles, vertices] = [triangles, vertices].map(i32::from_le_bytes);
    let (Ok(triangle_count), Ok(vertex_count)) = (u32::try_from(triangles), u32::try_from(vertices)) else {
        return Err(SurfaceError::NegativeCount { path: path(), triangles, vertices });
    };
    let expected = HEADER + ITEM * (u64::from(triangle_count) + u64::from(vertex_count));
    if found < expected {
        return Err(SurfaceError::Truncated { path: path(), expected, found });
    }
    if found > expected {
        return Err(SurfaceError::TrailingBytes { path: path(), expected, found });
    }

    let (indices, coordinates) = words[2..].split_at(3 * triangle_count as usize);
    let mut points = Vec::with_capacity(vertex_count as usize);
    for (vertex, [x, y, z]) in coordinates.as_chunks::<3>().0.iter().enumerate() {
        let point = Vec3::new(f32::from_le_bytes(*x), f32::from_le_bytes(*y), f32::from_le_bytes(*z)) * UNIT;
        if !point.iter().all(|c| c.abs() < FARTHEST) {
            return Err(SurfaceError::BadVertex { path: path(), vertex });
        }
        points.push(point);
    }
    let mut corners = Vec::with_capacity(triangle_count as usize);
    for (triangle, triple) in indices.as_chunks::<3>().0.iter().enumerate() {
        let mut found = [Vec3::zeros(); 3];
        for (corner, index) in found.iter_mut().zip(triple.map(i32::from_le_bytes)) {
            let point = usize::try_from(index).ok().and_then(|i| points.get(i));
            *corner = *point.ok_or_else(|| SurfaceError::IndexOutOfRange {
                path: path(),
                triangle,
                index,
                vertices: points.len(),
            })?;
        }
        if Triangle::new(found, 0).is_some() {
            corners.push(found);
        }
    }
    if corners.is_empty() { Err(SurfaceError::NoTriangles { path: path() }) } else { Ok(corners) }
}

/// One piece as a file, its vertices in the order of their first use.
fn piece_bytes(triangles: &[Triangle]) -> Vec<u8> {
    let numbers = number_points(triangles);
    let mut file_number = vec![None; 3 * triangles.len()];
    let mut vertices = Vec::new();
    let mut indices = Vec::with_capacity(3 * triangles.len());
    for (triangle, corners) in triangles.iter().zip(&numbers) {
        for (point, &number) in triangle.points.iter().zip(corners) {
            indices.push(*file_number[number].get_or_insert_with(|| {
                vertices.push(*point);
                (vertices.len() - 1) as i32
            }));
        }
    }
    let counts = [triangles.len() as i32, vertices.len() as i32];
    let mut bytes: Vec<u8> = counts.iter().chain(&indices).flat_map(|n| n.to_le_bytes()).collect();
    bytes.extend(vertices.iter().flat_map(|v| [v.x, v.y, v.z]).flat_map(|c| (c / UNIT).to_le_bytes()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is removed at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("wavedash-cmf-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn holding(name: &str, bytes: &[u8]) -> Self {
            let folder = Self::new(name);
            fs::write(folder.0.join("mesh.cmf"), bytes).unwrap();
            folder
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    /// A file with these triangles over these vertices.
    fn file(triangles: &[[i32; 3]], vertices: &[[f32; 3]]) -> Vec<u8> {
        let counts = [triangles.len() as i32, vertices.len() as i32];
        let ints = counts.iter().chain(triangles.iter().flatten()).flat_map(|n| n.to_le_bytes());
        ints.chain(vertices.iter().flatten().flat_map(|c| c.to_le_bytes())).collect()
    }

    const SQUARE: [[f32; 3]; 4] = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]];

    fn refusal(name: &str, bytes: &[u8]) -> SurfaceError {
        let error = Surface::read_cmf(&Folder::holding(name, bytes).0).unwrap_err();
        assert!(error.to_string().contains("mesh.cmf"), "{error}");
        error
    }

    #[test]
    fn a_written_surface_reads_back() {
        let folder = Folder::new("round-trip");
        let surface = Surface::soccar();
        surface.write_cmf(&folder.0).unwrap();
        let again = Surface::read_cmf(&folder.0).unwrap();
        assert_eq!(again.pieces(), Surface::PIECES);
        assert_eq!(again.triangles().len(), surface.triangles().len());
        for a in surface.triangles() {
            // Boxes that lie on a mean of the tree's may fall to its other side in another order.
            let same = |b: &&Triangle| (0..3).all(|i| (a.points[i] - b.points[i]).norm() < 0.001);
            let b = again.piece_triangles(usize::from(a.piece)).iter().find(same).unwrap();
            assert!((a.normal - b.normal).norm() < 1e-3);
            assert_eq!(a.edges.map(|e| e.kind), b.edges.map(|e| e.kind), "{a:?}");
        }
    }

    #[test]
    fn files_are_pieces_in_the_order_of_their_names() {
        let folder = Folder::new("order");
        fs::write(folder.0.join("b.cmf"), file(&[[0, 1, 2]], &SQUARE)).unwrap();
        fs::write(folder.0.join("a.CMF"), file(&[[0, 1, 2], [0, 2, 3]], &SQUARE)).unwrap();
        fs::write(folder.0.join("notes.txt"), "no mesh").unwrap();
        let surface = Surface::read_cmf(&folder.0).unwrap();
        assert_eq!(surface.piece_triangles(0).len(), 2);
        assert_eq!(surface.piece_triangles(1).len(), 1);
        assert_eq!(surface.piece_bounds(0).1, Vec3::new(50.0, 50.0, 0.0));
        assert_eq!(surface.triangles()[0].normal, Vec3::z());
    }

    #[test]
    fn every_truncation_is_refused() {
        let whole = file(&[[0, 1, 2], [0, 2, 3]], &SQUARE);
        for length in 0..whole.len() {
            let error = refusal("truncated", &whole[..length]);
            assert!(matches!(error, SurfaceError::Truncated { found, .. } if found == length as u64), "{error}");
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(matches!(refusal("longer", &longer), SurfaceError::TrailingBytes { .. }));
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let error = refusal("index", &file(&[[0, 1, 4]], &SQUARE));
        assert!(matches!(error, SurfaceError::IndexOutOfRange { triangle: 0, index: 4, vertices: 4, .. }));
        let error = refusal("negative-index", &file(&[[0, 1, 2], [0, -1, 2]], &SQUARE));
        assert!(matches!(error, SurfaceError::IndexOutOfRange { triangle: 1, index: -1, .. }));
        for bad in [f32::NAN, f32::INFINITY, 1e30] {
            let error = refusal("vertex", &file(&[[0, 1, 2]], &[SQUARE[0], SQUARE[1], [0.0, bad, 0.0]]));
            assert!(matches!(error, SurfaceError::BadVertex { vertex: 2, .. }));
        }
        let negative: Vec<u8> = [-1_i32, 3].iter().flat_map(|n| n.to_le_bytes()).collect();
        assert!(matches!(refusal("negative", &negative), SurfaceError::NegativeCount { triangles: -1, .. }));
        let huge: Vec<u8> = [i32::MAX, i32::MAX].iter().flat_map(|n| n.to_le_bytes()).collect();
        assert!(matches!(refusal("huge", &huge), SurfaceError::Truncated { .. }));
    }

    #[test]
    fn triangles_without_area_are_dropped() {
        let folder = Folder::holding("flat", &file(&[[0, 1, 1], [0, 1, 2]], &SQUARE));
        assert_eq!(Surface::read_cmf(&folder.0).unwrap().triangles().len(), 1);
        assert!(matches!(refusal("all-flat", &file(&[[0, 1, 1]], &SQUARE)), SurfaceError::NoTriangles { .. }));
    }

    #[test]
    fn an_empty_or_missing_or_crowded_folder_is_refused() {
        let folder = Folder::new("empty");
        assert!(matches!(Surface::read_cmf(&folder.0), Err(SurfaceError::NoFiles { .. })));
        assert!(matches!(Surface::read_cmf(&folder.0.join("missing")), Err(SurfaceError::Io { .. })));
        for n in 0..=Surface::MAX_PIECES {
            fs::write(folder.0.join(format!("{n:02}.cmf")), file(&[[0, 1, 2]], &SQUARE)).unwrap();
        }
        assert!(matches!(Surface::read_cmf(&folder.0), Err(SurfaceError::TooManyFiles { found: 17, .. })));
    }
}
