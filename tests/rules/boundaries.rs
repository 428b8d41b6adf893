//! Every rule, on both sides of its boundary.

mod attributes;
mod content_types;
mod endpoints;
mod ids;
mod message;
mod missing;
mod segment_attributes;
mod spelling;
mod template;
