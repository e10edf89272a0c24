//! Addresses in pages: what each means, how it is written so that it works in any folder of any host, and
//! whether there is something at it.

mod bytes;
mod check;
mod encode;
mod lists;
mod locator;
mod remote;

#[cfg(test)]
mod tests;

pub use check::{Broken, Ground, check};
pub use encode::encoded;
pub use lists::{of_refresh, of_srcset, of_words};
pub use locator::{Form, Locator, Own, Target, clean, fragment_id};
pub use remote::{Remote, is_foreign};
