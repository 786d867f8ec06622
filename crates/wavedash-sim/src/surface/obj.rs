//! Wavefront OBJ: the surface as text, for looking at it in any 3D program.

use std::io::{self, Write};

use super::Surface;
use super::edge::number_points;

impl Surface {
    /// Writes the triangles as an OBJ file in uu, one group per piece.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn write_obj(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "# Wavedash arena surface: uu, z up, counter-clockwise seen from the playable side")?;
        // OBJ counts vertices from 1, across groups.
        let mut next = 1;
        for piece in 0..self.pieces() {
            let triangles = self.piece_triangles(piece);
            let numbers = number_points(triangles);
            let mut written = vec![None; 3 * triangles.len()];
            writeln!(out, "g piece_{piece:02}")?;
            for (triangle, corners) in triangles.iter().zip(&numbers) {
                for (point, &number) in triangle.points.iter().zip(corners) {
                    if written[number].is_none() {
                        written[number] = Some(next);
                        next += 1;
                        writeln!(out, "v {} {} {}", point.x, point.y, point.z)?;
                    }
                }
                let [a, b, c] = corners.map(|number| written[number].unwrap_or_default());
                writeln!(out, "f {a} {b} {c}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wavedash_core::Vec3;

    #[test]
    fn the_text_holds_the_same_triangles() {
        let surface = Surface::soccar();
        let mut text = Vec::new();
        surface.write_obj(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let mut vertices = Vec::new();
        let mut faces = surface.triangles().iter();
        let mut groups = 0;
        for line in text.lines() {
            let mut words = line.split_whitespace();
            match words.next() {
                Some("v") => {
                    let c: Vec<f32> = words.map(|w| w.parse().unwrap()).collect();
                    vertices.push(Vec3::new(c[0], c[1], c[2]));
                }
                Some("f") => {
                    let corners: Vec<Vec3> = words.map(|w| vertices[w.parse::<usize>().unwrap() - 1]).collect();
                    let triangle = faces.next().unwrap();
                    assert_eq!(corners, triangle.points);
                    assert_eq!(usize::from(triangle.piece), groups - 1);
                }
                Some("g") => groups += 1,
                other => assert_eq!(other, Some("#")),
            }
        }
        assert_eq!((groups, faces.len()), (Surface::PIECES, 0));
        assert!(vertices.len() < surface.triangles().len());
    }
}
