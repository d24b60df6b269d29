#include "play/texts.hpp"

namespace easel::play {

std::string text_of(base::json::value const& value) {
    return value.is_string() ? std::string(value.as_string()) : base::dump(value);
}

bool is_removal(base::json::value const& value) {
    return value.is_string() && value.as_string() == "~remove";
}

} // namespace easel::play
