// index.html back to the run that it holds.
#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "report/html.hpp"
#include "report/html_parts.hpp"
#include "report/record.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <vector>

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

/// The data of a report, unpacked.
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

} // namespace

base::Result<std::string> load_result(std::string const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return bad(file, "cannot be read");
    std::string text;
    std::vector<char> part(std::size_t{1} << 20U);
    do {
        in.read(part.data(), static_cast<std::streamsize>(part.size()));
        text.append(part.data(), static_cast<std::size_t>(in.gcount()));
        if (text.size() > most_data) return bad(file, "is larger than 1 GiB, which no result is");
    } while (in);
    return text;
}

bool is_html(std::string_view text) {
    auto const start = base::to_lower(base::trim(text.substr(0, 1024)));
    return start.starts_with("<!doctype html") || start.starts_with("<html");
}

base::Result<json::value> parse_recording(std::string_view text, std::string const& file) {
    if (!is_html(text)) {
        auto root = base::parse_json(text);
        if (!root) return bad(file, "the result cannot be read: " + root.error().message);
        return root;
    }
    auto const data = embedded_result(text, file);
    if (!data) return data.error();
    auto root = base::parse_json(*data);
    if (!root) return bad(file, "the report is damaged: " + root.error().message);
    if (base::member(*root, "report") == nullptr) return bad(file, "the report is damaged: report is missing");
    return root;
}

bool is_untouched(json::value const& root) {
    auto const* const members = root.if_object();
    auto const told = members == nullptr ? std::nullopt : base::text_member(root, "digest");
    if (!told) return false;
    // Its own member is the last one.
    json::object plain(*members);
    plain.erase("digest");
    return *told == detail::seal_of(base::dump(plain));
}

base::Result<Recording> recording_of(json::value const& root, std::string const& file) {
    auto run = read_result(root, file);
    if (!run) return run.error();
    Recording out{.run = *std::move(run), .around = {}};
    if (auto const* const report = base::member(root, "report")) {
        out.around.sources = texts(base::member(*report, "sources"));
        out.around.worlds = texts(base::member(*report, "worlds"));
        out.around.tool = base::text_member(*report, "tool").value_or("");
    }
    return out;
}

base::Result<Recording> read_recording(std::string_view text, std::string const& file) {
    auto const root = parse_recording(text, file);
    if (!root) return root.error();
    return recording_of(*root, file);
}

} // namespace easel::report
