// Where the documents that requirements rest on can be read.
#include "base/text.hpp"
#include "check/catalogue.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace easel::check {
namespace {

constexpr std::array documents{
    std::pair{"SEC", "https://www.imsglobal.org/spec/security/v1p0/"},
    std::pair{"CORE", "https://www.imsglobal.org/spec/lti/v1p3/"},
    std::pair{"DL2", "https://www.imsglobal.org/spec/lti-dl/v2p0/"},
    std::pair{"AGS", "https://www.imsglobal.org/spec/lti-ags/v2p0/"},
    std::pair{"NRPS", "https://www.imsglobal.org/spec/lti-nrps/v2p0/"},
    std::pair{"CERT", "https://www.imsglobal.org/spec/lti/v1p3/cert/"},
    std::pair{"DR", "https://www.imsglobal.org/spec/lti-dr/v1p0/"},
    std::pair{"LTI11", "https://www.imsglobal.org/specs/ltiv1p1p1/implementation-guide"},
    std::pair{"OIDC", "https://openid.net/specs/openid-connect-core-1_0.html"},
};

bool is_path_sign(char sign) {
    return std::isalnum(static_cast<unsigned char>(sign)) != 0 || sign == '_' || sign == '-' || sign == '.' || sign == '/';
}

/// "SEC 5.1.3", "RFC 9110", "CV:doc/api/registration.md (...)"
std::string address_of(std::string_view part) {
    constexpr std::string_view canvas = "CV:";
    if (part.starts_with(canvas)) {
        auto path = part.substr(canvas.size());
        path = path.substr(0, static_cast<std::size_t>(std::find_if_not(path.begin(), path.end(), is_path_sign) - path.begin()));
        bool const in_canvas = path.find('/') != std::string_view::npos && path.find('.') != std::string_view::npos;
        return in_canvas ? "https://github.com/instructure/canvas-lms/blob/master/" + std::string(path) : "";
    }
    auto const space = part.find(' ');
    auto const name = part.substr(0, space);
    if (name == "RFC" && space != std::string_view::npos) {
        auto const number = part.substr(space + 1, 4);
        bool const whole = number.size() == 4 && std::all_of(number.begin(), number.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
        return whole ? "https://www.rfc-editor.org/rfc/rfc" + std::string(number) : "";
    }
    auto const* const found = std::find_if(documents.begin(), documents.end(), [&](auto const& one) { return one.first == name; });
    return found == documents.end() ? "" : found->second;
}

} // namespace

std::string source_address(std::string_view source) {
    for (auto const& by_semicolon : base::split(source, ';')) {
        for (auto const& part : base::split(by_semicolon, ',')) {
            if (auto address = address_of(base::trim(part)); !address.empty()) return address;
        }
    }
    return {};
}

} // namespace easel::check
