//! What can be wrong with a folder of dumped collision meshes.

use std::path::PathBuf;

/// Why a surface could not be read or written; every variant names the file.
#[derive(Debug, thiserror::Error)]
pub enum SurfaceError {
    /// The operating system refused to read or write.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder has no mesh files.
    #[error("{}: holds no .cmf file", path.display())]
    NoFiles {
        /// The folder.
        path: PathBuf,
    },
    /// More mesh files than a surface has room for.
    #[error("{}: holds {found} .cmf files, at most {most} are supported", path.display())]
    TooManyFiles {
        /// The folder.
        path: PathBuf,
        /// Number of mesh files in it.
        found: usize,
        /// Number of pieces a surface may have.
        most: usize,
    },
    /// A file ends before its counts say it should.
    #[error("{}: truncated, {found} bytes where its counts call for {expected}", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Bytes the file should have.
        expected: u64,
        /// Bytes it has.
        found: u64,
    },
    /// A file goes on after its last vertex, so it is not what its counts say.
    #[error("{}: {found} bytes where its counts call for only {expected}", path.display())]
    TrailingBytes {
        /// The file.
        path: PathBuf,
        /// Bytes the file should have.
        expected: u64,
        /// Bytes it has.
        found: u64,
    },
    /// A file starts with a negative count.
    #[error("{}: says it has {triangles} triangles and {vertices} vertices", path.display())]
    NegativeCount {
        /// The file.
        path: PathBuf,
        /// The triangle count as stored.
        triangles: i32,
        /// The vertex count as stored.
        vertices: i32,
    },
    /// A triangle refers to a vertex that is not there.
    #[error("{}: triangle {triangle} refers to vertex {index} of {vertices}", path.display())]
    IndexOutOfRange {
        /// The file.
        path: PathBuf,
        /// Number of the triangle, from 0.
        triangle: usize,
        /// The index as stored.
        index: i32,
        /// Number of vertices in the file.
        vertices: usize,
    },
    /// A vertex is not a point of the world.
    #[error("{}: vertex {vertex} is not finite or absurdly far away", path.display())]
    BadVertex {
        /// The file.
        path: PathBuf,
        /// Number of the vertex, from 0.
        vertex: usize,
    },
    /// A file has no triangle with an area.
    #[error("{}: has no triangle with an area", path.display())]
    NoTriangles {
        /// The file.
        path: PathBuf,
    },
    /// More triangles than the look-up grids can number.
    #[error("{}: brings the surface to {found} triangles, at most {most} are supported", path.display())]
    TooManyTriangles {
        /// The file with which the limit was passed.
        path: PathBuf,
        /// Triangles up to and including that file.
        found: usize,
        /// Number of triangles a surface may have.
        most: usize,
    },
}
