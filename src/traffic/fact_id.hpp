#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace easel::traffic {

/// The id of a fact, "ags/5.2.13". Kept in place: an answer notes dozens of them, and a text of its own for each would cost
/// more than the checks.
class FactId {
  public:
    static constexpr std::size_t longest = 38;

    FactId() = default;
    /// Of two parts: "ags/5." and "2.13".
    /// @throws std::length_error  when they are too long together
    FactId(std::string_view front, std::string_view back) {
        if (front.size() + back.size() > longest) throw std::length_error("no fact id: " + std::string(front));
        std::memcpy(text_.data(), front.data(), front.size());
        std::memcpy(text_.data() + front.size(), back.data(), back.size());
        size_ = static_cast<std::uint8_t>(front.size() + back.size());
    }
    FactId(std::string_view text) : FactId(text, std::string_view("")) {}
    FactId(std::string const& text) : FactId(std::string_view(text)) {}
    FactId(char const* text) : FactId(std::string_view(text)) {}

    [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }
    operator std::string_view() const { return view(); }
    operator std::string() const { return std::string(view()); }
    [[nodiscard]] bool starts_with(std::string_view front) const { return view().starts_with(front); }

    template <std::convertible_to<std::string_view> Text>
    friend bool operator==(FactId const& one, Text const& other) {
        return one.view() == std::string_view(other);
    }
    friend std::string operator+(FactId const& one, std::string_view text) { return std::string(one.view()).append(text); }
    friend std::ostream& operator<<(std::ostream& out, FactId const& one) { return out << one.view(); }

  private:
    std::array<char, longest> text_{};
    std::uint8_t size_ = 0;
};

} // namespace easel::traffic
