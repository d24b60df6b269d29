// index.html back to the run that it holds.
#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "report/html.hpp"
#include "report/html_parts.hpp"

#include <boost/json.hpp>

namespace easel::report {

namespace json = base::json;

namespace {

constexpr std::size_t most_data = std::size_t{1} << 30U;

base::Fault bad(std::string const& file, std::string message) {
    return {.kind = base::FaultKind::bad_file, .message = std::move(message), .where = file};
}

std::map<std::string, std::string> texts(json::value const* value) {
    std::map<std::string, std::string> out;
    auto const* const members = value == nullptr ? nullptr : value->if_object();
    if (members == nullptr) return out;
    for (auto const& member : *members) {
        if (auto const* const text = member.value().if_string()) out.emplace(member.key(), *text);
    }
    return out;
}

} // namespace

bool is_html(std::string_view text) {
    auto const start = base::to_lower(base::trim(text.substr(0, 1024)));
    return start.starts_with("<!doctype html") || start.starts_with("<html");
}

base::Result<std::string> embedded_result(std::string_view text, std::string const& file) {
    constexpr std::string_view mark = " id=\"easel-data\">";
    auto const at = text.find(mark);
    if (at == std::string_view::npos) return bad(file, "this page holds no result of an easel run, or is cut off");
    auto const tag = text.rfind("<script", at);
    auto const from = at + mark.size();
    auto const to = text.find("</script>", from);
    if (to == std::string_view::npos || tag == std::string_view::npos) return bad(file, "the report is cut off");
    auto const data = text.substr(from, to - from);
    if (text.substr(tag, at - tag).find("gzip+base64") == std::string_view::npos) return std::string(data);
    auto const packed = base::base64_decode(data);
    auto whole = packed ? detail::unpack(*packed, most_data) : std::nullopt;
    if (!whole) return bad(file, "the report is damaged: what it holds cannot be unpacked");
    return *std::move(whole);
}

base::Result<Recording> read_html(std::string_view text, std::string const& file) {
    auto const data = embedded_result(text, file);
    if (!data) return data.error();
    auto run = read_result_json(*data, file);
    if (!run) return run.error();
    Recording out{.run = *std::move(run), .around = {}};
    auto const root = base::parse_json(*data);
    auto const* const report = root ? base::member(*root, "report") : nullptr;
    if (report == nullptr) return bad(file, "the report is damaged: report is missing");
    out.around.sources = texts(base::member(*report, "sources"));
    out.around.worlds = texts(base::member(*report, "worlds"));
    out.around.tool = base::text_member(*report, "tool").value_or("");
    return out;
}

} // namespace easel::report
