//! The files of the default theme, inside the executable, so that a site needs no `themes` folder.
//!
//! `UPDATE=1 cargo test the_table_equals_the_folder` writes the table anew.

/// Each file's path below `themes/lantern`, and its bytes.
pub(super) const FILES: &[(&str, &[u8])] = &[];
