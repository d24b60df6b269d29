#include "rest/multipart.hpp"

#include "base/nested.hpp"
#include "base/text.hpp"
#include "rest/rest.hpp"

#include <optional>
#include <string>

namespace easel::rest {

namespace {

constexpr std::size_t longest_boundary = 70; // RFC 2046, 5.1.1

base::Fault broken(std::string message) {
    return {base::FaultKind::bad_file, "multipart: " + std::move(message), ""};
}

/// The value of `name` among the parameters of a header such as `form-data; name="a\"b"; filename=x`.
std::optional<std::string> header_parameter(std::string_view header, std::string_view name) {
    auto at = header.find(';');
    while (at != std::string_view::npos) {
        header.remove_prefix(at + 1);
        auto const equals = header.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        auto const found = base::trim(header.substr(0, equals));
        header.remove_prefix(equals + 1);
        std::string value;
        std::size_t i = 0;
        if (header.starts_with('"')) {
            for (i = 1; i < header.size() && header[i] != '"'; ++i) {
                bool const escapes =
                    header[i] == '\\' && i + 1 < header.size() && (header[i + 1] == '"' || header[i + 1] == '\\');
                if (escapes) ++i;
                value += header[i];
            }
            if (i == header.size()) return std::nullopt;
        } else {
            value = base::trim(header.substr(0, header.find(';')));
        }
        if (base::equals_ignoring_case(found, name)) return value;
        at = header.find(';', i);
    }
    return std::nullopt;
}

/// The name of a part, by its head.
std::optional<std::string> name_of(std::string_view head) {
    constexpr std::string_view wanted = "content-disposition:";
    while (!head.empty()) {
        auto const end = head.find("\r\n");
        auto const line = head.substr(0, end);
        if (line.size() > wanted.size() && base::equals_ignoring_case(line.substr(0, wanted.size()), wanted)) {
            auto name = header_parameter(line, "name");
            // Browsers and curl write these two as HTML's multipart encoding does.
            if (name) name = base::replace_all(base::replace_all(std::move(*name), "%22", "\""), "%0D%0A", "\r\n");
            return name;
        }
        if (end == std::string_view::npos) break;
        head.remove_prefix(end + 2);
    }
    return std::nullopt;
}

} // namespace

base::Result<base::Fields> read_multipart(std::string_view content_type, std::string_view body) {
    auto const boundary = header_parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return broken("there is no boundary");
    auto const first = "--" + *boundary;
    auto const delimiter = "\r\n" + first;
    base::Fields fields;
    if (!body.starts_with(first)) { // after a preamble
        auto const begins = body.find(delimiter);
        if (begins == std::string_view::npos) return broken("the boundary is not in the body");
        body.remove_prefix(begins + 2);
    }
    body.remove_prefix(first.size());
    while (!body.starts_with("--")) {
        auto const line_end = body.find("\r\n");
        if (line_end == std::string_view::npos || !base::trim(body.substr(0, line_end)).empty())
            return broken("there is no end");
        body.remove_prefix(line_end + 2);
        // A head may be empty, but not without its line end.
        auto const head_end = body.starts_with("\r\n") ? 0 : body.find("\r\n\r\n");
        if (head_end == std::string_view::npos) return broken("a part has no content");
        auto name = name_of(body.substr(0, head_end));
        if (!name) return broken("a part has no name");
        body.remove_prefix(head_end + (head_end == 0 ? 2 : 4));
        // The content's end may be the line end that closes the head.
        auto const end = body.starts_with(first) ? std::string_view::npos : body.find(delimiter);
        if (end == std::string_view::npos) return broken("there is no end");
        if (fields.size() == base::most_names)
            return base::Fault{base::FaultKind::limit, "multipart: too many parameters", ""};
        fields.emplace_back(std::move(*name), body.substr(0, end));
        body.remove_prefix(end + delimiter.size());
    }
    return fields;
}

} // namespace easel::rest
