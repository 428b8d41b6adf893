//! Mappings: JSONata's own results, and bounds that no expression and no payload passes.
