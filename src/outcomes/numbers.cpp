// Numbers as Ruby reads and prints them.
#include "base/text.hpp"
#include "outcomes/call.hpp"
#include "services/ruby.hpp"

#include <cmath>
#include <cstdlib>

namespace easel::outcomes {
namespace {

bool is_digit(char c, bool hex) {
    bool const letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return (c >= '0' && c <= '9') || (hex && letter);
}

/// Reads one number from its front to its end.
class Reader {
  public:
    explicit Reader(std::string_view rest)
        : rest_(rest) {}

    bool take(std::string_view characters) {
        if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
        out_ += rest_.front();
        rest_.remove_prefix(1);
        return true;
    }
    /// Digits with single underscores between them; how many digits.
    std::size_t digits(bool hex) {
        std::size_t count = 0;
        while (!rest_.empty()) {
            bool const between = rest_.front() == '_' && count > 0 && rest_.size() > 1 && is_digit(rest_[1], hex);
            if (!between && !is_digit(rest_.front(), hex)) break;
            if (!between) {
                out_ += rest_.front();
                ++count;
            }
            rest_.remove_prefix(1);
        }
        return count;
    }
    [[nodiscard]] bool starts_with(char c) const { return !rest_.empty() && rest_.front() == c; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string const& read() const { return out_; }

  private:
    std::string_view rest_;
    std::string out_;
};

} // namespace

std::optional<double> read_float(std::string_view text) {
    Reader in(base::trim(text));
    in.take("+-");
    bool hex = false;
    std::size_t whole = in.digits(false);
    if (whole == 1 && in.read().back() == '0' && in.take("xX")) {
        hex = true;
        whole = in.digits(true);
        if (whole == 0) return std::nullopt;
    }
    if (in.take(".")) {
        // "5." is none before Ruby 3.4, ".5" is one.
        if (in.digits(hex) == 0) return std::nullopt;
    } else if (whole == 0) {
        return std::nullopt;
    }
    if (in.take(hex ? "pP" : "eE")) {
        in.take("+-");
        if (in.digits(false) == 0) return std::nullopt;
    }
    if (!in.at_end()) return std::nullopt;
    double const value = std::strtod(in.read().c_str(), nullptr);
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string percent_text(double fraction) {
    auto text = services::ruby::float_text(fraction * 100);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text + "%";
}

} // namespace easel::outcomes
