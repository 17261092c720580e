// nlohmann's JSON, with whole numbers that are whole. The library turns 1.5 into 1, 2^40 into some int and
// 1e70 into anything at all (a conversion that C++ leaves undefined) without a word; a file may hold each of
// them. Included instead of <nlohmann/json.hpp>.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>

// json.get<T>(), get_to() and value() of whole numbers, and of lists of them: nlohmann::json::type_error
// (302) for what is no whole number, nlohmann::json::out_of_range (406) for one that T does not hold.
template <typename T>
struct nlohmann::adl_serializer<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
    static void to_json(json& to, T value) { nlohmann::to_json(to, value); }

    static void from_json(const json& from, T& value) {
        if (!from.is_number_integer())
            throw json::type_error::create(
                302, std::string("a whole number was expected, found ") + from.type_name(), &from);
        const bool fits = from.is_number_unsigned()
                              ? std::in_range<T>(from.get_ref<const json::number_unsigned_t&>())
                              : std::in_range<T>(from.get_ref<const json::number_integer_t&>());
        if (!fits)
            throw json::out_of_range::create(406, "the number " + from.dump() + " is out of range", &from);
        nlohmann::from_json(from, value);
    }
};
