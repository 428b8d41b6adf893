//! The rules of the request document, each on both sides of its boundary.

mod attributes;
mod content_types;
mod context;
mod endpoints;
mod ids;
mod message;
mod missing;
mod segment_attributes;
mod spelling;
mod template;
