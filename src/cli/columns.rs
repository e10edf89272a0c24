//! Texts in aligned columns.

/// Rows of cells as lines, each column as wide as its longest cell.
pub(super) fn columns<const N: usize>(rows: &[[&str; N]]) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[&str; N]| {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        assert_eq!(columns(&[["über", "1", ""], ["a", "22", "x"]]), ["über  1", "a     22  x"]);
        assert!(columns::<2>(&[]).is_empty());
    }
}
