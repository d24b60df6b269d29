#include "scenario/grammar.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace easel::scenario {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word(char c) {
    return is_letter(c) || is_digit(c);
}

constexpr std::array<std::pair<std::string_view, Filter>, 5> filters{
    {
     {"seconds", Filter::seconds},
     {"iso", Filter::iso},
     {"iso0", Filter::iso0},
     {"upper", Filter::upper},
     {"lower", Filter::lower},
     }
};

/// Reads one expression from behind its "${" to behind its "}". Errors are thrown inside this file only.
class Reader {
  public:
    Reader(std::string_view text, std::size_t at)
        : text_(text),
          at_(at) {}

    Expression expression() {
        Expression expression;
        expression.operands.push_back(operand(false));
        for (skip_blanks(); peek() == '+' || peek() == '-'; skip_blanks()) {
            bool const subtract = peek() == '-';
            ++at_;
            expression.operands.push_back(operand(subtract));
        }
        if (peek() == '|') {
            ++at_;
            skip_blanks();
            auto const begin = at_;
            auto const name = word();
            for (auto const& [known, filter] : filters)
                if (known == name) expression.filter = filter;
            if (expression.filter == Filter::none)
                throw SyntaxError{begin, "expected a filter: seconds, iso, iso0, upper or lower"};
            skip_blanks();
        }
        if (peek() != '}') throw SyntaxError{at_, "expected '+', '-', '|' or '}'"};
        ++at_;
        return expression;
    }

    [[nodiscard]] std::size_t at() const { return at_; }

  private:
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_blanks() {
        while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
    }
    std::string_view word() {
        auto const begin = at_;
        while (at_ < text_.size() && is_word(peek())) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    Operand operand(bool subtract) {
        skip_blanks();
        Operand operand;
        operand.subtract = subtract;
        operand.begin = at_;
        if (peek() == '"')
            operand.value = base::json::value(quoted());
        else if (is_digit(peek()))
            operand.value = quantity();
        else if (is_letter(peek()))
            operand.value = name();
        else
            throw SyntaxError{at_, "expected a name, a duration, a number or a text in quotes"};
        operand.end = at_;
        return operand;
    }

    Name name() {
        Name name{std::string(word())};
        while (peek() == '.') {
            ++at_;
            auto const part = word();
            if (part.empty()) throw SyntaxError{at_, "expected a name behind the dot"};
            name.dotted += '.';
            name.dotted += part;
        }
        return name;
    }

    base::json::string quoted() {
        auto const begin = at_++;
        auto const end = text_.find('"', at_);
        if (end == std::string_view::npos) throw SyntaxError{begin, "the text in quotes has no end"};
        base::json::string text(text_.substr(at_, end - at_));
        at_ = end + 1;
        return text;
    }

    std::variant<Name, base::Duration, base::json::value> quantity() {
        auto const begin = at_;
        while (at_ < text_.size() && (is_word(peek()) || peek() == '.')) ++at_;
        auto const token = text_.substr(begin, at_ - begin);
        auto const* const last = token.data() + token.size();
        std::int64_t whole = 0;
        if (auto const [end, error] = std::from_chars(token.data(), last, whole); error == std::errc{} && end == last)
            return base::json::value(whole);
        double real = 0;
        auto const [end, error] = std::from_chars(token.data(), last, real, std::chars_format::fixed);
        if (error == std::errc{} && end == last && is_digit(token.back())) return base::json::value(real);
        if (auto const span = base::parse_duration(token)) return *span;
        throw SyntaxError{begin, "expected a number or a duration such as 15s or 1h30m"};
    }

    std::string_view text_;
    std::size_t at_;
};

}  // namespace

std::string const* Expression::only_name() const {
    if (operands.size() != 1 || filter != Filter::none) return nullptr;
    auto const* name = std::get_if<Name>(&operands.front().value);
    return name == nullptr ? nullptr : &name->dotted;
}

std::variant<std::vector<Piece>, SyntaxError> cut(std::string_view text) {
    std::vector<Piece> pieces;
    std::size_t at = 0;
    auto literal = [&](std::string_view part) {
        if (pieces.empty() || pieces.back().expression) pieces.push_back({.literal = {}, .begin = at, .end = at});
        pieces.back().literal += part;
        at += part.size();
        pieces.back().end = at;
    };
    while (at < text.size()) {
        auto const found = text.find("${", at);
        if (found == std::string_view::npos) {
            literal(text.substr(at));
        } else if (found > at && text[found - 1] == '$') {
            literal(text.substr(at, found - 1 - at));
            ++at;  // the doubled dollar
            literal("${");
        } else {
            if (found > at) literal(text.substr(at, found - at));
            try {
                Reader reader(text, found + 2);
                auto expression = reader.expression();
                pieces.push_back(
                    {.literal = {}, .expression = std::move(expression), .begin = found, .end = reader.at()}
                );
                at = reader.at();
            } catch (SyntaxError const& error) {
                return error;
            }
        }
    }
    return pieces;
}

}  // namespace easel::scenario
