//! The API model's constraints on `PutEvents`, as a table.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

use crate::shape::{Shape, optional, required, text};

/// `PutEventsRequest`. What an entry must have is told entry by entry, not by the model.
pub(super) static PUT_EVENTS: Shape = Shape::Structure(&[
    required("Entries", &Shape::List { min: 1, max: 10, each: &ENTRY }),
    optional("EndpointId", &Shape::Pattern { max: 50, pattern: r"[A-Za-z0-9\-]+[\.][A-Za-z0-9\-]+" }),
]);

static ENTRY: Shape = Shape::Structure(&[
    optional("Time", &Shape::Time),
    optional("Source", &text(0, usize::MAX)),
    optional("Resources", &Shape::List { min: 0, max: usize::MAX, each: &text(0, 2048) }),
    optional("DetailType", &text(0, usize::MAX)),
    optional("Detail", &text(0, usize::MAX)),
    optional(
        "EventBusName",
        &Shape::Pattern {
            max: 1600,
            pattern: r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[\.\-_A-Za-z0-9]+",
        },
    ),
    optional("TraceHeader", &text(1, 500)),
]);
