//! What can be wrong with a telephone number, said so that a person can mend it and nobody learns the number.

use std::fmt;

/// Why a text is no telephone number. Its `Display` goes on a sentence that begins with where the text stood, and
/// never quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// Not strictly E.164, and no country to read it in.
    NotE164,
    /// No digit in it.
    Empty,
    /// Longer than any way to write a number.
    TooMuchText,
    /// Letters, as in a vanity number or a remark, or digits of a script that is not read.
    Letters,
    /// An extension, which nobody can send a text to.
    Extension,
    /// Something that does not belong into a number, and its position in characters from 0.
    Character {
        /// What it is.
        code_point: char,
        /// Where it is.
        position: usize,
    },
    /// International, but there is no such country calling code.
    CallingCode,
    /// Too many digits for its country, or too few.
    Length,
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            NumberProblem::NotE164 => {
                "is not in E.164 (+, country calling code, number; digits only, 15 at most); set DEFAULT_COUNTRY to have national formats read"
            }
            NumberProblem::Empty => "has no digits",
            NumberProblem::TooMuchText => "is longer than 64 characters",
            NumberProblem::Letters => "has letters, or digits of another script, in it: give one telephone number, in digits 0 to 9",
            NumberProblem::Extension => "has an extension, which cannot receive messages: give the number without it",
            NumberProblem::Character { code_point, position } => {
                return write!(
                    out,
                    "has U+{:04X} at character {}, which does not belong in a telephone number",
                    u32::from(*code_point),
                    position + 1
                );
            }
            NumberProblem::CallingCode => "does not begin with a country calling code that exists",
            NumberProblem::Length => {
                "has too few or too many digits for its country (with the area code, without an extension)"
            }
        })
    }
}
