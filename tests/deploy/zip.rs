//! `zip:`.

use std::fs;
use std::io::Read;

use crate::support::{built, deploy, numbers, settings, version, world};

#[test]
fn an_archive_holds_the_site_and_is_always_the_same() {
    let world = world("zip:../site.zip", 4);
    deploy(&world).expect(0);
    let path = world.folder().join("site.zip");
    let first = fs::read(&path).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(first.clone())).unwrap();
    let built = built(&world);
    assert_eq!(archive.len(), built.len());
    for (name, bytes) in &built {
        let mut found = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut found).unwrap();
        assert!(found == *bytes, "{name}");
    }
    let run = world.run(&["deploy", "--format", "json"]).expect(0);
    assert_eq!(numbers(&run)["bytes"], 0, "D2");
    settings(&world, "zip:other.zip", "");
    deploy(&world).expect(0);
    assert!(fs::read(world.site().join("other.zip")).unwrap() == first);
    version(&world, 1, 4);
    let run = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    assert!(numbers(&run)["removed"].as_u64().unwrap() > 0 && numbers(&run)["added"].as_u64().unwrap() > 0);
    assert!(fs::read(world.site().join("other.zip")).unwrap() != first);
}

#[test]
fn d4_an_archive_of_others_stays() {
    let world = world("zip:../site.zip", 2);
    let path = world.folder().join("site.zip");
    fs::write(&path, "no archive").unwrap();
    assert!(deploy(&world).expect(3).stderr.contains("is no archive"));
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("index.html", zip::write::SimpleFileOptions::default()).unwrap();
    let other = writer.finish().unwrap().into_inner();
    fs::write(&path, &other).unwrap();
    assert!(deploy(&world).expect(3).stderr.contains("did not make"));
    assert_eq!(fs::read(&path).unwrap(), other);
    assert!(world.run(&["deploy", "--rollback", "--yes"]).expect(2).stderr.contains("keeps no release"));
}
