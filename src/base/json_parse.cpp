#include "base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <charconv>
#include <cstdint>

namespace easel::base {
namespace {

/// "line 2, column 7" of the byte at `offset`, counted from 1.
std::string position(std::string_view text, std::size_t offset) {
    std::size_t line = 1;
    std::size_t column = 1;
    for (char const c : text.substr(0, offset)) {
        if (c == '\n') {
            ++line;
            column = 1;
        } else {
            ++column;
        }
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds the value. Decimals become the nearest double: Boost 1.81 misses it by a unit in the last place for one long
/// fraction in seven, and a score has to come back as it was sent.
class Builder {
  public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    Builder() { stack_.reset(); }
    json::value release() { return stack_.release(); }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) { return true; }
    bool on_object_end(std::size_t count, json::error_code&) {
        stack_.push_object(count);
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t count, json::error_code&) {
        stack_.push_array(count);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code&) {
        stack_.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view part, json::error_code&) {
        number_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t value, json::string_view, json::error_code&) {
        number_.clear();
        stack_.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, json::string_view, json::error_code&) {
        number_.clear();
        stack_.push_uint64(value);
        return true;
    }
    bool on_double(double value, json::string_view part, json::error_code&) {
        number_.append(part.data(), part.size());
        double nearest = 0;
        auto const end = number_.data() + number_.size();
        auto const read = std::from_chars(number_.data(), end, nearest);
        // What no double can hold stays what the parser made of it: infinite, or nothing.
        stack_.push_double(read.ec == std::errc() && read.ptr == end ? nearest : value);
        number_.clear();
        return true;
    }
    bool on_bool(bool value, json::error_code&) {
        stack_.push_bool(value);
        return true;
    }
    bool on_null(json::error_code&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

  private:
    json::value_stack stack_;
    std::string number_;
};

} // namespace

Result<json::value> parse_json(std::string_view text) {
    json::parse_options options;
    options.max_depth = 32;
    json::basic_parser<Builder> parser(options);
    json::error_code error;
    auto const used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size()) error = json::error::extra_data;
    if (error == json::error::incomplete) {
        return Fault{FaultKind::bad_file, "not JSON: it ends too early", ""};
    }
    if (error) {
        return Fault{FaultKind::bad_file, "not JSON: " + error.message() + " at " + position(text, used), ""};
    }
    return parser.handler().release();
}

} // namespace easel::base
