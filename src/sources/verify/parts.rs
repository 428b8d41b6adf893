//! A header that holds several things.

/// The parts of a header.
pub fn parts<'h>(header: &'h str, delimiter: Option<&'h str>) -> Box<dyn Iterator<Item = &'h str> + 'h> {
    match delimiter {
        Some(delimiter) => Box::new(header.split(delimiter).map(str::trim)),
        None => Box::new(std::iter::once(header.trim())),
    }
}
