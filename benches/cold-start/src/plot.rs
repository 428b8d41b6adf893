//! The picture for the README: cold starts on a logarithmic scale, a pair of bars a contender.

use crate::figures::short;
use crate::report::{Report, figures};
use std::fmt::Write as _;

/// Where bars begin, how long they get, how high a contender's pair is.
const LEFT: f64 = 300.0;
const LONG: f64 = 420.0;
const HIGH: f64 = 46.0;
/// The scale, in milliseconds.
const FROM: f64 = 1.0;
const TO: f64 = 2_000.0;
const FULL: &str = "#4c78a8";
const SMALL: &str = "#e0803c";

/// An SVG.
pub fn svg(report: &Report) -> String {
    let height = 70.0 + HIGH * report.rows.len() as f64;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 {height}" font-family="system-ui, sans-serif" font-size="13">
<title>Cold start to first reply</title>
<rect width="800" height="{height}" fill="#fff"/>
<text x="12" y="24" font-size="15" font-weight="600" fill="#222">Cold start to first reply, over TLS, ms (logarithmic)</text>
"##
    );
    for (x, colour, what) in [(LEFT, FULL, "full core"), (LEFT + 110.0, SMALL, "128 MB")] {
        let _ = writeln!(svg, r##"<rect x="{x}" y="36" width="12" height="12" fill="{colour}"/>"##);
        let _ = writeln!(svg, r##"<text x="{}" y="47" fill="#222">{what}</text>"##, x + 18.0);
    }
    for (index, (contender, row)) in report.rows.iter().enumerate() {
        let y = 60.0 + HIGH * index as f64;
        let weight = if contender.name == "function" { 700 } else { 400 };
        let title = contender.title.replace(['*', '`'], "").replace('&', "&amp;");
        let middle = y + 23.0;
        let _ = writeln!(
            svg,
            r##"<text x="{}" y="{middle}" text-anchor="end" font-weight="{weight}" fill="#222">{title}</text>"##,
            LEFT - 10.0
        );
        for (runs, colour, down) in [(&row.full, FULL, 2.0), (&row.small, SMALL, 21.0)] {
            let value = figures(runs, |cold| cold.total).median();
            if value.is_nan() {
                continue;
            }
            let width = LONG * (value.max(FROM) / FROM).ln() / (TO / FROM).ln();
            let _ = writeln!(
                svg,
                r##"<rect x="{LEFT}" y="{}" width="{width:.1}" height="17" fill="{colour}"/>"##,
                y + down
            );
            let (x, y) = (LEFT + width + 6.0, y + down + 13.0);
            let _ = writeln!(svg, r##"<text x="{x:.1}" y="{y}" fill="#222">{}</text>"##, short(value));
        }
    }
    svg + "</svg>\n"
}
