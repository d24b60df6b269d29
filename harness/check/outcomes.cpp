#include "check/outcomes.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "check/xml_reading.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <sstream>

namespace easel::check {
namespace {

pugi::xml_node follow(pugi::xml_node from, std::initializer_list<std::string_view> path) {
    for (auto const name : path) from = xml::child(from, name);
    return from;
}

std::string text(pugi::xml_node node) {
    return std::string(base::trim(node.child_value()));
}

OutcomeAnswer read_pox(pugi::xml_node root) {
    OutcomeAnswer read;
    auto const status = follow(root, {"imsx_POXHeader", "imsx_POXResponseHeaderInfo", "imsx_statusInfo"});
    read.code_major = text(xml::child(status, "imsx_codeMajor"));
    read.severity = text(xml::child(status, "imsx_severity"));
    read.description = text(xml::child(status, "imsx_description"));
    read.description.resize(std::min(read.description.find('\n'), read.description.size()));
    read.error_code = text(xml::child(status, "ext_canvas_error_code"));
    read.message_ref = text(xml::child(status, "imsx_messageRefIdentifier"));
    read.operation_ref = text(xml::child(status, "imsx_operationRefIdentifier"));
    for (auto const& each : xml::child(root, "imsx_POXBody").children()) {
        if (each.type() != pugi::node_element || !read.body.empty()) continue;
        read.body = xml::local_name(each);
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
    if (xml::local_name(root) == "imsx_POXEnvelopeResponse") return read_pox(root);
    if (xml::local_name(root) == "message_response") return read_legacy(root);
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

CannedOutcome canned_answer(OutcomeRow const& row, std::string const& text) {
    auto const open = row.description.find('<');
    auto const told = open == std::string::npos ? row.description : row.description.substr(0, open) + text;
    if (row.code_major.empty()) {
        base::json::object error{{"message", told}};
        base::json::object body{{"errors", base::json::array{std::move(error)}}};
        return {row.status, "application/json; charset=utf-8", base::dump(body)};
    }
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    auto root = document.append_child("imsx_POXEnvelopeResponse");
    root.append_attribute("xmlns") = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0";
    auto info = root.append_child("imsx_POXHeader").append_child("imsx_POXResponseHeaderInfo");
    auto const add = [](pugi::xml_node to, char const* name, std::string const& content) {
        auto made = to.append_child(name);
        if (!content.empty()) made.append_child(pugi::node_pcdata).set_value(content.c_str());
    };
    add(info, "imsx_version", "V1.0");
    add(info, "imsx_messageIdentifier", "");
    auto status = info.append_child("imsx_statusInfo");
    add(status, "imsx_codeMajor", row.code_major);
    add(status, "imsx_severity", "status");
    add(status, "imsx_description", told + "\n[EID_1]");
    add(status, "imsx_messageRefIdentifier", "");
    add(status, "imsx_operationRefIdentifier", "replaceResult");
    if (!row.error_code.empty()) add(status, "ext_canvas_error_code", row.error_code);
    add(root, "imsx_POXBody", "");
    std::ostringstream out;
    document.save(out, "  ");
    return {row.status, "application/xml; charset=utf-8", out.str()};
}

OutcomeRow const* outcome_row_matching(int status, std::string const& body) {
    for (auto const& [name, row] : catalogues().outcomes)
        if (row.status == status && mismatch(row, status, body).empty()) return &row;
    return nullptr;
}

} // namespace easel::check
