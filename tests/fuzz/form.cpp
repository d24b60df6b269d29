#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "fuzz/fuzz.hpp"
#include "http/message.hpp"

namespace easel::fuzz {

void form(std::string_view input) {
    auto const fields = base::form_decode(input);
    // A pair without name and value ("=") is printed as such, so nothing gets lost.
    require(base::form_decode(base::form_encode(fields)) == fields, "a form reads as it was printed");

    http::Request request;
    request.headers.set("Content-Type", "application/x-www-form-urlencoded");
    request.target = "/path?" + std::string(input);
    request.body = input;
    require(request.form() == fields, "a posted form is the form");
    if (input.find('#') == std::string_view::npos) require(request.query() == fields, "a query is the form");

    require(base::percent_decode(base::percent_encode(input)) == input, "percent-encoding goes both ways");
    require(base::html_unescape(base::html_escape(input)) == input, "escaping for HTML goes both ways");
    require(base::base64url_decode(base::base64url_encode(input)) == input, "base64url goes both ways");
    require(base::base64_decode(base::base64_encode(input)) == input, "base 64 goes both ways");
    if (auto const bytes = base::base64url_decode(input))
        require(base::base64url_encode(*bytes) == input, "bytes have one base64url text");
    if (auto const bytes = base::base64_decode(input))
        require(base::base64_encode(*bytes) == input, "bytes have one base 64 text");
    auto const valid = base::to_valid_utf8(input);
    require(base::is_valid_utf8(valid), "mended text is valid");
    require(base::to_valid_utf8(valid) == valid, "valid text stays");

    if (auto const url = base::parse_url(input)) {
        auto const again = base::parse_url(url->text());
        require(again && again->text() == url->text(), "a URL reads as it was printed");
        // "//x" names a host (RFC 3986, section 4.2).
        bool const is_path = !url->target().starts_with("//");
        if (auto const resolved = base::resolve(*url, url->target()); resolved && is_path)
            require(resolved->origin() == url->origin(), "a path stays on its host");
    }
    if (auto const base_url = base::parse_url("http://127.0.0.1:8090/a/b?c"))
        if (auto const resolved = base::resolve(*base_url, input))
            require(base::parse_url(resolved->text()).has_value(), "what comes of a reference is a URL");
}

} // namespace easel::fuzz
