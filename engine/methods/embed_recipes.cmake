# Writes OUTPUT, a header with the text of every recipe in FOLDER, in the order of ORDER.
set(entries "")
foreach(name IN LISTS ORDER)
    file(READ ${FOLDER}/${name}.toml text)
    string(APPEND entries "    {\"${name}\", R\"recipe(${text})recipe\"},\n")
endforeach()
file(WRITE ${OUTPUT}.new "// Generated from resources/recipes.
#pragma once
namespace selfsight::methods {
struct BuiltinRecipe {
    const char* name;
    const char* text;
};
inline constexpr BuiltinRecipe builtinRecipes[] = {
${entries}};
}  // namespace selfsight::methods
")
configure_file(${OUTPUT}.new ${OUTPUT} COPYONLY)
