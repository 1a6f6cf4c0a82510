#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| advisory_fuzz::import(input));
