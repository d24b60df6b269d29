#include "lti13/form_page.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace easel::lti13 {
namespace {

constexpr std::string_view before_action = "<form action=\"";
constexpr std::string_view before_name = "  <input type=\"hidden\" name=\"";
constexpr std::string_view before_value = "\" value=\"";

/// What stands in `rest` between `open` and `close`, which it must begin with; `rest` goes on behind it.
std::optional<std::string> cut(std::string_view& rest, std::string_view open, std::string_view close) {
    if (!rest.starts_with(open)) return std::nullopt;
    auto const end = rest.find(close, open.size());
    if (end == std::string_view::npos) return std::nullopt;
    auto text = base::html_unescape(rest.substr(open.size(), end - open.size()));
    rest.remove_prefix(end);
    return text;
}

} // namespace

http::Response form_page(std::string const& action, base::Fields const& fields) {
    std::string page;
    std::size_t size = 512 + action.size();
    for (auto const& [name, value] : fields) size += 80 + name.size() + value.size();
    page.reserve(size);
    page += "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"><title>Launch</title></head>\n<body>\n";
    page += std::string(before_action) + base::html_escape(action) + "\" method=\"POST\">\n";
    for (auto const& [name, value] : fields)
        page.append(before_name).append(base::html_escape(name)).append(before_value)
            .append(base::html_escape(value)).append("\">\n");
    page += "</form>\n<script>document.forms[0].submit();</script>\n</body>\n</html>\n";
    return http::html(200, std::move(page));
}

std::optional<PostedForm> read_form_page(std::string_view page) {
    auto rest = page.substr(std::min(page.find(before_action), page.size()));
    PostedForm form;
    auto action = cut(rest, before_action, "\"");
    if (!action) return std::nullopt;
    form.action = std::move(*action);
    for (auto at = rest.find(before_name); at != std::string_view::npos; at = rest.find(before_name)) {
        rest.remove_prefix(at);
        auto name = cut(rest, before_name, before_value);
        auto value = name ? cut(rest, before_value, "\"") : std::nullopt;
        if (!value) return std::nullopt;
        form.fields.emplace_back(std::move(*name), std::move(*value));
    }
    if (form_page(form.action, form.fields).body != page) return std::nullopt;
    return form;
}

} // namespace easel::lti13
