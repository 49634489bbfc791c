//! The JSON Schemas beside the files, by which an editor completes keys and underlines mistakes.
//!
//! They are generated from the types of this folder, and only in tests, so that no program carries
//! the generator.

use std::path::Path;
use std::{env, fs};

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::{At, ClaimFile, ContenderFile, ScenarioFile, Table};

#[test]
fn schema_of_scenarios_is_fresh() {
    check::<ScenarioFile>("scenario.schema.json", ScenarioFile::REQUIRED);
}

#[test]
fn schema_of_contenders_is_fresh() {
    check::<ContenderFile>("contender.schema.json", ContenderFile::REQUIRED);
}

#[test]
fn schema_of_claims_is_fresh() {
    check::<ClaimFile>("claim.schema.json", ClaimFile::REQUIRED);
}

/// With `UPDATE_SCHEMA=1` writes the file instead.
fn check<T: JsonSchema>(file: &str, required: &[&str]) {
    let schema = SchemaSettings::default()
        .with_transform(RecursiveTransform(in_terms_of_toml))
        .into_generator()
        .into_root_schema_for::<T>();
    assert_eq!(schema.get("required"), Some(&Value::from(required.to_vec())), "REQUIRED of {file} is stale");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(file);
    let fresh = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    if env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, fresh).expect("the schema can be written");
        return;
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        checked_in == fresh,
        "scenarios/{file} is stale; refresh it: UPDATE_SCHEMA=1 cargo test -p scenario schema"
    );
}

/// TOML knows no null, and no editor needs the name of a Rust type.
fn in_terms_of_toml(schema: &mut Schema) {
    schema.remove("format");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(mut any)) = schema.remove("anyOf") {
        any.retain(|one| one.get("type") != Some(&Value::from("null")));
        match any.as_slice() {
            [Value::Object(only)] => schema.ensure_object().extend(only.clone()),
            _ => drop(schema.insert("anyOf".into(), Value::Array(any))),
        }
    }
}

/// Where a value stood is no part of how it is written.
macro_rules! same_schema_as_inside {
    ($wrapper:ident) => {
        impl<T: JsonSchema> JsonSchema for $wrapper<T> {
            fn inline_schema() -> bool {
                T::inline_schema()
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                T::schema_name()
            }
            fn schema_id() -> std::borrow::Cow<'static, str> {
                T::schema_id()
            }
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    };
}

same_schema_as_inside!(At);
same_schema_as_inside!(Table);
