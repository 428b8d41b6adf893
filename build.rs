//! Compiles the mapping engine's JavaScript to QuickJS bytecode, for `src/sources/map/engine.rs`: it loads in a tenth of
//! the time that its source takes.
//!
//! Bytecode is of one version of QuickJS, the one that Cargo.lock names for this script and for the function alike, and
//! of one byte order. It has no pointers, so that of a 64-bit host runs on Lambda's arm64 as on x86_64.

use rquickjs::{CatchResultExt as _, Context, Module, Runtime, WriteOptions, WriteOptionsEndianness};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// In an order in which each finds those that it imports.
const MODULES: [&str; 7] = ["buffer", "bounds", "jsonata", "functions", "position", "inspect", "mapping"];

fn main() {
    let sources = Path::new("src/sources/map/js");
    println!("cargo::rerun-if-changed={}", sources.display());
    let out = env::var("OUT_DIR").expect("Cargo sets OUT_DIR");
    let mut list = String::from("&[");
    let runtime = Runtime::new().expect("an engine");
    let context = Context::full(&runtime).expect("an engine");
    context.with(|ctx| {
        for name in MODULES {
            let path = sources.join(format!("{name}.js"));
            let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let module = Module::declare(ctx.clone(), name, source).catch(&ctx);
            let module = module.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let bytecode = module.write(write_options()).expect("bytecode");
            let file = Path::new(&out).join(format!("{name}.bytecode"));
            fs::write(&file, bytecode).expect("a writable OUT_DIR");
            write!(list, "({name:?}, include_bytes!({file:?}) as &[u8]), ").expect("a string");
        }
    });
    list.push(']');
    fs::write(Path::new(&out).join("mapping_modules.rs"), list).expect("a writable OUT_DIR");
}

/// Without the source, which would make it eighteen times as large, and without line numbers, which nobody would see.
fn write_options() -> WriteOptions {
    let endianness = match env::var("CARGO_CFG_TARGET_ENDIAN").as_deref() {
        Ok("big") => WriteOptionsEndianness::Big,
        _ => WriteOptionsEndianness::Little,
    };
    WriteOptions { endianness, strip_source: true, strip_debug: true, ..WriteOptions::default() }
}
