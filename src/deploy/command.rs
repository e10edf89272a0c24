//! `command:`: a program of the user's that brings a folder somewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::digest::Digest;
use crate::disk::{self, MachineFault, Scratch};

use super::program;
use super::target::Job;
use super::{Fault, File, Found, Inventory, Needs, Seen, Surroundings, Target, There};

/// What stands for the folder in the program's arguments.
const FOLDER: &str = "{folder}";

/// A program, and what it was given last. Nobody can ask it what is there, so that is remembered beside the site.
pub(super) struct Program {
    name: String,
    arguments: Vec<String>,
    around: Surroundings,
    memory: PathBuf,
    scratch: Mutex<Option<Scratch>>,
}

impl Program {
    pub(super) fn new(name: &str, program: &str, arguments: &[String], around: &Surroundings) -> Self {
        // Whoever changes the arguments means another place.
        let call: Vec<&[u8]> = [name, program]
            .into_iter()
            .chain(arguments.iter().map(String::as_str))
            .map(str::as_bytes)
            .collect();
        let memory =
            around.site.join(".guidepost").join(format!("deployed-{}.json", Digest::of_parts(call).short()));
        let (name, arguments) = (program.to_owned(), arguments.to_owned());
        Self { name, arguments, around: around.clone(), memory, scratch: Mutex::new(None) }
    }

    fn tree(scratch: &Scratch) -> PathBuf {
        scratch.path().join("site")
    }

    fn call(&self, folder: &Path) -> Result<(), Fault> {
        let text = folder.display().to_string();
        // A path is seen from the site's folder; a mere name is looked for where programs are.
        let name = self.name.clone();
        let program = if name.contains(['/', '\\']) {
            disk::existing(&self.around.path(&name)).map_or(name, |path| path.display().to_string())
        } else {
            name
        };
        let arguments = self.arguments.iter().map(|argument| argument.replace(FOLDER, &text));
        let (is_good, status) = program::Program::new(&program)
            .args(arguments)
            .variable("GUIDEPOST_FOLDER", folder.as_os_str())
            .folder(&self.around.site)
            .run_in_sight()?;
        if is_good {
            return Ok(());
        }
        let message = format!("“{}” did not bring the site there: it ended with {status}", self.name);
        Err(Fault::machine(message, "what it said stands above"))
    }
}

impl Target for Program {
    fn survey(&self) -> Result<There, Fault> {
        let bytes = disk::read(&self.memory).ok();
        let mut there = There::new(bytes.as_deref(), BTreeMap::new());
        let files = there.inventory.as_ref().map(|inventory| {
            inventory.files.iter().filter_map(|(path, item)| {
                Some((path.clone(), Found { size: item.versions.first()?.size, mark: None }))
            })
        });
        there.files = files.map(Iterator::collect).unwrap_or_default();
        Ok(there)
    }

    fn examine(&self, _: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        Ok(BTreeMap::new())
    }

    fn needs(&self) -> Needs {
        Needs::Everything
    }

    fn begin(&self, _: &Job<'_>) -> Result<(), Fault> {
        let scratch = self.around.scratch()?;
        disk::create_folder(&Self::tree(&scratch)).map_err(MachineFault::of("make", scratch.path()))?;
        *self.scratch.lock().unwrap_or_else(PoisonError::into_inner) = Some(scratch);
        Ok(())
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        if let Some(scratch) = self.scratch.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let at = Self::tree(scratch).join(&file.path);
            disk::write_whole(&at, &bytes).map_err(MachineFault::of("write", &at))?;
        }
        Ok(None)
    }

    fn delete(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        let scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(scratch) = scratch {
            let tree = Self::tree(&scratch);
            self.call(&disk::existing(&tree).map_err(MachineFault::of("find", &tree))?)?;
        }
        Ok(disk::write_whole(&self.memory, &inventory.to_json())
            .map_err(MachineFault::of("write", &self.memory))?)
    }
}
