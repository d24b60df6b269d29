#include "base/json.hpp"

#include "base/codec.hpp"
#include "fuzz/fuzz.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace easel::fuzz {
namespace {

namespace json = base::json;

std::string escaped(std::string_view key) { // RFC 6901
    std::string text;
    for (char const c : key) text += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    return text;
}

/// Every value is found by its pointer, unless another of the same name hides it.
void check_pointers(json::value const& root, json::value const& value, std::string const& pointer) {
    require(base::at_pointer(root, pointer) == &value, "a value is where its pointer says: " + pointer);
    if (auto const* const object = value.if_object()) {
        for (auto const& member : *object) {
            require(base::member(value, member.key()) == &member.value(), "a member is found by its name");
            check_pointers(root, member.value(), pointer + "/" + escaped(member.key()));
        }
    } else if (auto const* const array = value.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            check_pointers(root, (*array)[i], pointer + "/" + std::to_string(i));
    }
}

} // namespace

void json_text(std::string_view input) {
    auto const read = base::parse_json(input);
    if (!read) {
        require(!read.error().message.empty(), "what is wrong is said");
        return;
    }
    require(base::is_valid_utf8(input), "JSON is text");
    auto const text = base::dump(*read);
    auto const again = base::parse_json(text);
    require(again.has_value(), "JSON reads as it was printed: " + text);
    require(base::dump(*again) == text, "printing is stable: " + text);
    require(text.find('\n') == std::string::npos, "JSON is printed in one line");
    if (auto const number = base::number(*read); number && !std::isfinite(*number))
        require(text == "null", "what is no number in JSON is printed as null");
    check_pointers(*read, *read, "");
}

} // namespace easel::fuzz
