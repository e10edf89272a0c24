//! The files of the default theme, inside the executable, so that a site needs no `themes` folder.
//!
//! `UPDATE=1 cargo test the_table_equals_the_folder` writes the table anew.

/// Each file's path below `themes/lantern`, and its bytes.
pub(super) const FILES: &[(&str, &[u8])] = &[
    ("assets/css/consent.css", include_bytes!("../../themes/lantern/assets/css/consent.css")),
    ("assets/css/lantern.css", include_bytes!("../../themes/lantern/assets/css/lantern.css")),
    ("assets/fonts/OFL.txt", include_bytes!("../../themes/lantern/assets/fonts/OFL.txt")),
    (
        "assets/fonts/literata-italic.woff2",
        include_bytes!("../../themes/lantern/assets/fonts/literata-italic.woff2"),
    ),
    ("assets/fonts/literata.woff2", include_bytes!("../../themes/lantern/assets/fonts/literata.woff2")),
    ("assets/icons/back.svg", include_bytes!("../../themes/lantern/assets/icons/back.svg")),
    ("assets/icons/calendar.svg", include_bytes!("../../themes/lantern/assets/icons/calendar.svg")),
    ("assets/icons/care.svg", include_bytes!("../../themes/lantern/assets/icons/care.svg")),
    ("assets/icons/closed.svg", include_bytes!("../../themes/lantern/assets/icons/closed.svg")),
    ("assets/icons/copy.svg", include_bytes!("../../themes/lantern/assets/icons/copy.svg")),
    ("assets/icons/down.svg", include_bytes!("../../themes/lantern/assets/icons/down.svg")),
    ("assets/icons/forward.svg", include_bytes!("../../themes/lantern/assets/icons/forward.svg")),
    ("assets/icons/lantern.png", include_bytes!("../../themes/lantern/assets/icons/lantern.png")),
    ("assets/icons/lantern.svg", include_bytes!("../../themes/lantern/assets/icons/lantern.svg")),
    ("assets/icons/leave.svg", include_bytes!("../../themes/lantern/assets/icons/leave.svg")),
    ("assets/icons/print.svg", include_bytes!("../../themes/lantern/assets/icons/print.svg")),
    ("assets/icons/share.svg", include_bytes!("../../themes/lantern/assets/icons/share.svg")),
    ("assets/js/choices.js", include_bytes!("../../themes/lantern/assets/js/choices.js")),
    ("assets/js/consent.js", include_bytes!("../../themes/lantern/assets/js/consent.js")),
    ("assets/js/keeping.js", include_bytes!("../../themes/lantern/assets/js/keeping.js")),
    ("assets/js/lantern.js", include_bytes!("../../themes/lantern/assets/js/lantern.js")),
    ("assets/js/progress.js", include_bytes!("../../themes/lantern/assets/js/progress.js")),
    ("strings/ar.yaml", include_bytes!("../../themes/lantern/strings/ar.yaml")),
    ("strings/de.yaml", include_bytes!("../../themes/lantern/strings/de.yaml")),
    ("strings/en.yaml", include_bytes!("../../themes/lantern/strings/en.yaml")),
    ("strings/es.yaml", include_bytes!("../../themes/lantern/strings/es.yaml")),
    ("strings/fr.yaml", include_bytes!("../../themes/lantern/strings/fr.yaml")),
    ("templates/404.html", include_bytes!("../../themes/lantern/templates/404.html")),
    ("templates/action.html", include_bytes!("../../themes/lantern/templates/action.html")),
    ("templates/all.html", include_bytes!("../../themes/lantern/templates/all.html")),
    ("templates/base.html", include_bytes!("../../themes/lantern/templates/base.html")),
    ("templates/closing.html", include_bytes!("../../themes/lantern/templates/closing.html")),
    ("templates/components.html", include_bytes!("../../themes/lantern/templates/components.html")),
    ("templates/guide.html", include_bytes!("../../themes/lantern/templates/guide.html")),
    ("templates/home.html", include_bytes!("../../themes/lantern/templates/home.html")),
    ("templates/page.html", include_bytes!("../../themes/lantern/templates/page.html")),
    ("templates/script.html", include_bytes!("../../themes/lantern/templates/script.html")),
    ("templates/step.html", include_bytes!("../../themes/lantern/templates/step.html")),
    ("templates/tag.html", include_bytes!("../../themes/lantern/templates/tag.html")),
    ("templates/worksheet.html", include_bytes!("../../themes/lantern/templates/worksheet.html")),
    ("theme.yaml", include_bytes!("../../themes/lantern/theme.yaml")),
];

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test compares the table with the folder on the disk")]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use super::*;

    /// The paths in the folder, sorted.
    fn folder() -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/lantern");
        let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
        let path = |entry: walkdir::DirEntry| {
            let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            entry.file_type().is_file().then_some(path)
        };
        let mut paths: Vec<String> = files.filter_map(path).collect();
        paths.sort();
        paths
    }

    fn write(paths: &[String]) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/theme/builtin.rs");
        let source = std::fs::read_to_string(&file).unwrap();
        let start = source.find("pub(super) const FILES").unwrap();
        let end = start + source[start..].find("];").unwrap();
        let mut table = "pub(super) const FILES: &[(&str, &[u8])] = &[\n".to_owned();
        for path in paths {
            let line = format!("    (\"{path}\", include_bytes!(\"../../themes/lantern/{path}\")),\n");
            if line.trim_end().len() <= 110 {
                table.push_str(&line);
            } else {
                write!(table, "    (\n        \"{path}\",\n        include_bytes!(\"../../themes/lantern/{path}\"),\n    ),\n")
                    .unwrap();
            }
        }
        std::fs::write(&file, format!("{}{table}{}", &source[..start], &source[end..])).unwrap();
    }

    #[test]
    fn the_table_equals_the_folder() {
        let paths = folder();
        if std::env::var_os("UPDATE").is_some() {
            write(&paths);
            return;
        }
        let table: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(table, paths, "run UPDATE=1 cargo test the_table_equals_the_folder");
        for (path, bytes) in FILES {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/lantern").join(path);
            assert_eq!(std::fs::read(file).unwrap(), *bytes, "{path}");
        }
    }
}
