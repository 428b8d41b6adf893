//! Every rule, on both sides of its boundary.

mod endpoints;
mod ids;
