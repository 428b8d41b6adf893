//! The rules of a request document, from outside: what passes, what is refused, and where the refusal points.

mod boundaries;
mod desk;
