#include "check/json_place.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace easel::check {
namespace {

/// Walks over a JSON text that has been found valid.
class Walk {
  public:
    explicit Walk(std::string_view text) : text_(text) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void blanks() {
        while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
    }
    void step() {
        if (at_ < text_.size()) ++at_;
        blanks();
    }
    /// The text between the quotes, escapes as they stand.
    std::string_view quoted() {
        auto const begin = ++at_;
        while (at_ < text_.size() && peek() != '"') at_ += peek() == '\\' ? 2 : 1;
        auto const end = std::min(at_, text_.size());
        ++at_;
        return text_.substr(begin, end - begin);
    }
    void skip() {
        blanks();
        if (peek() == '"') {
            (void)quoted();
            return;
        }
        if (peek() != '{' && peek() != '[') {
            while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(peek()) == std::string_view::npos) ++at_;
            return;
        }
        int depth = 0;
        while (at_ < text_.size()) {
            auto const c = peek();
            if (c == '"') {
                (void)quoted();
                continue;
            }
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            ++at_;
            if (depth == 0) return;
        }
    }
    /// Goes to the value of `key` in the object or list that begins here; false when it has none.
    bool enter(std::string const& key) {
        bool const object = peek() == '{';
        if (!object && peek() != '[') return false;
        auto const end = object ? '}' : ']';
        step();
        for (std::size_t index = 0; at_ < text_.size() && peek() != end; ++index) {
            auto name = std::to_string(index);
            if (object) {
                name = std::string(quoted());
                blanks();
                step(); // the colon
            }
            if (base::replace_all(name, "\\/", "/") == key) return true;
            skip();
            blanks();
            if (peek() == ',') step();
        }
        return false;
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

yaml::Position place_of_byte(std::string_view text, std::size_t offset, std::string const& file) {
    auto const before = text.substr(0, std::min(offset, text.size()));
    auto const line_begin = before.rfind('\n');
    yaml::Position place;
    place.file = file;
    place.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    place.column = static_cast<int>(before.size() - (line_begin == std::string_view::npos ? 0 : line_begin + 1)) + 1;
    return place;
}

yaml::Position place_in_json(std::string_view text, std::string_view pointer, std::string const& file) {
    Walk walk(text);
    walk.blanks();
    auto found = walk.at();
    if (pointer.starts_with('/')) {
        for (auto part : base::split(pointer.substr(1), '/')) {
            part = base::replace_all(base::replace_all(std::move(part), "~1", "/"), "~0", "~");
            if (!walk.enter(part)) break;
            found = walk.at();
        }
    }
    return place_of_byte(text, found, file);
}

JsonTrouble json_trouble(std::string_view message, std::string_view text, std::string const& file) {
    constexpr std::string_view before_line = " at line ", before_column = ", column ";
    JsonTrouble trouble{std::string(message), place_of_byte(text, text.size(), file)};
    auto const begin = message.rfind(before_line);
    if (begin == std::string_view::npos) return trouble;
    trouble.message.resize(begin);
    auto const* const end = message.data() + message.size();
    auto const [stopped, error] = std::from_chars(message.data() + begin + before_line.size(), end, trouble.at.line);
    std::string_view const rest(stopped, static_cast<std::size_t>(end - stopped));
    if (error == std::errc{} && rest.starts_with(before_column))
        std::from_chars(stopped + before_column.size(), end, trouble.at.column);
    return trouble;
}

} // namespace easel::check
