#include "check/outcomes.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <initializer_list>

namespace easel::check {
namespace {

/// Prefixes change nothing.
std::string_view local(std::string_view name) {
    return name.substr(name.rfind(':') + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
    for (auto const& each : parent.children())
        if (each.type() == pugi::node_element && local(each.name()) == name) return each;
    return {};
}

pugi::xml_node follow(pugi::xml_node from, std::initializer_list<std::string_view> path) {
    for (auto const name : path) from = child(from, name);
    return from;
}

std::string text(pugi::xml_node node) {
    return std::string(base::trim(node.child_value()));
}

OutcomeAnswer read_pox(pugi::xml_node root) {
    OutcomeAnswer read;
    auto const status = follow(root, {"imsx_POXHeader", "imsx_POXResponseHeaderInfo", "imsx_statusInfo"});
    read.code_major = text(child(status, "imsx_codeMajor"));
    read.severity = text(child(status, "imsx_severity"));
    read.description = text(child(status, "imsx_description"));
    read.description.resize(std::min(read.description.find('\n'), read.description.size()));
    read.error_code = text(child(status, "ext_canvas_error_code"));
    read.message_ref = text(child(status, "imsx_messageRefIdentifier"));
    read.operation_ref = text(child(status, "imsx_operationRefIdentifier"));
    for (auto const& each : child(root, "imsx_POXBody").children()) {
        if (each.type() != pugi::node_element || !read.body.empty()) continue;
        read.body = local(each.name());
        if (auto const score = follow(each, {"result", "resultScore", "textString"})) read.score = text(score);
    }
    return read;
}

OutcomeAnswer read_legacy(pugi::xml_node root) {
    OutcomeAnswer read;
    read.code_major = base::to_lower(text(follow(root, {"statusinfo", "codemajor"})));
    read.severity = base::to_lower(text(follow(root, {"statusinfo", "severity"})));
    if (auto const score = follow(root, {"result", "resultscore", "textstring"})) read.score = text(score);
    return read;
}

/// "Unable to parse resultScore: <text>" fits whatever begins like it.
bool fits(std::string_view row, std::string_view told) {
    auto const open = row.find('<');
    return open == std::string_view::npos ? row == told : told.starts_with(base::trim(row.substr(0, open)));
}

std::string differs(std::string_view what, std::string_view is, std::string_view wanted) {
    return "the " + std::string(what) + " is '" + std::string(is) + "', not '" + std::string(wanted) + "'";
}

} // namespace

std::optional<OutcomeAnswer> read_outcome_answer(std::string_view xml) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size(), pugi::parse_default)) return std::nullopt;
    auto const root = document.document_element();
    if (local(root.name()) == "imsx_POXEnvelopeResponse") return read_pox(root);
    if (local(root.name()) == "message_response") return read_legacy(root);
    return std::nullopt;
}

std::string mismatch(OutcomeRow const& row, int status, std::string const& body) {
    if (status != row.status) return differs("status", std::to_string(status), std::to_string(row.status));
    if (row.code_major.empty()) {
        auto const parsed = base::parse_json(body);
        auto const* const first = parsed ? base::at_pointer(*parsed, "/errors/0") : nullptr;
        auto const message = first == nullptr ? std::nullopt : base::text_member(*first, "message");
        if (!message) return "the body is no list of errors with a message";
        return fits(row.description, *message) ? std::string() : differs("message", *message, row.description);
    }
    auto const answer = read_outcome_answer(body);
    if (!answer) return "the body is no Outcomes answer";
    if (answer->code_major != row.code_major) return differs("imsx_codeMajor", answer->code_major, row.code_major);
    if (!fits(row.description, answer->description))
        return differs("imsx_description", answer->description, row.description);
    if (answer->error_code != row.error_code) return differs("ext_canvas_error_code", answer->error_code, row.error_code);
    return {};
}

} // namespace easel::check
