//! Tables on a terminal.

use comfy_table::{CellAlignment, Table, presets};

/// A table with the first row as heading; the first column to the left, all others to the right.
pub(crate) fn text(rows: &[Vec<String>]) -> String {
    aligned(rows, CellAlignment::Right)
}

/// The same with all columns to the left.
pub(crate) fn left(rows: &[Vec<String>]) -> String {
    aligned(rows, CellAlignment::Left)
}

fn aligned(rows: &[Vec<String>], alignment: CellAlignment) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if let Some((heading, rows)) = rows.split_first() {
        table.set_header(heading);
        table.add_rows(rows);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(alignment);
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn numbers_stand_below_each_other() {
        let rows = [["player", "goals"], ["blue 1", "2"], ["orange 10", "13"]];
        let table = text(&rows.map(|row| row.map(str::to_owned).to_vec()));
        let ends: Vec<usize> = table.lines().map(|line| line.chars().count()).collect();
        assert_eq!(ends, [ends[0]; 3], "{table}");
        assert!(table.lines().nth(1).is_some_and(|line| line.trim_start().starts_with("blue 1")));
    }
}
