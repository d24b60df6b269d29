// Answers as Canvas writes them. @par Source canvas/outcomes.md 2.3, 2.4, 6
#include "base/codec.hpp"
#include "base/json.hpp"
#include "outcomes/call.hpp"
#include "services/ruby.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace easel::outcomes {
namespace {

namespace json = base::json;

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '\r') {
            out += "&#13;";
        } else {
            out += c;
        }
    }
    return out;
}

/// One element on a line of its own; an empty one without a text.
void append(std::string& out, int indent, std::string_view name, std::string_view text) {
    out.append(static_cast<std::size_t>(indent), ' ').append("<").append(name);
    if (text.empty()) {
        out += "/>\n";
    } else {
        out.append(">").append(escaped(text)).append("</").append(name).append(">\n");
    }
}

std::string_view word(Reply::Major major) {
    switch (major) {
        case Reply::Major::success:
            return "success";
        case Reply::Major::failure:
            return "failure";
        case Reply::Major::unsupported:
            break;
    }
    return "unsupported";
}

/// As Ruby prints it, whose quotients may be without end.
std::string score_text(double score) {
    if (std::isinf(score)) return score < 0 ? "-Infinity" : "Infinity";
    return services::ruby::float_text(score);
}

std::string pox_body(std::string const& operation, Reply const& reply) {
    if (!reply.names_operation || operation.empty()) return "  <imsx_POXBody/>\n";
    std::string out = "  <imsx_POXBody>\n";
    if (reply.shows_score) {
        auto const text = reply.score ? score_text(*reply.score) : std::string();
        out += "    <readResultResponse>\n      <result>\n        <resultScore>\n";
        append(out, 10, "language", "en");
        append(out, 10, "textString", text);
        out += "        </resultScore>\n      </result>\n    </readResultResponse>\n";
    } else {
        append(out, 4, operation + "Response", "");
    }
    return out + "  </imsx_POXBody>\n";
}

http::Response xml(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.headers.set("Content-Type", "application/xml; charset=utf-8");
    response.body = std::move(body);
    return response;
}

} // namespace

Reply failure(std::string_view code, std::string description) {
    Reply reply;
    reply.major = Reply::Major::failure;
    reply.code = code;
    reply.description = std::move(description);
    return reply;
}

Reply unsupported() {
    Reply reply;
    reply.major = Reply::Major::unsupported;
    reply.description = "Request could not be handled. \xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF";
    return reply;
}

http::Response reported_error(Desk& desk, int status, std::string_view message) {
    json::object error{{"message", message}};
    json::object body{{"errors", json::array{std::move(error)}}, {"error_report_id", desk.next_report++}};
    auto response = http::json(status, base::dump(body));
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    return response;
}

http::Response internal_error(Desk& desk) {
    json::object error{{"message", "An error occurred."}, {"error_code", "internal_server_error"}};
    json::object body{{"errors", json::array{std::move(error)}}, {"error_report_id", desk.next_report++}};
    auto response = http::json(500, base::dump(body));
    response.headers.set("Content-Type", "application/json; charset=utf-8");
    return response;
}

http::Response pox_answer(Call& call, Reply const& reply) {
    bool const succeeded = reply.major == Reply::Major::success;
    auto description = reply.description;
    if (!succeeded) description += "\n[EID_" + std::to_string(call.context.desk.next_report++) + "]";
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<imsx_POXEnvelopeResponse xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\">\n"
        "  <imsx_POXHeader>\n"
        "    <imsx_POXResponseHeaderInfo>\n"
        "      <imsx_version>V1.0</imsx_version>\n"
        "      <imsx_messageIdentifier/>\n"
        "      <imsx_statusInfo>\n";
    append(out, 8, "imsx_codeMajor", word(reply.major));
    append(out, 8, "imsx_severity", "status");
    append(out, 8, "imsx_description", description);
    append(out, 8, "imsx_messageRefIdentifier", call.asked.message_id);
    append(out, 8, "imsx_operationRefIdentifier", call.asked.operation);
    if (!reply.code.empty()) append(out, 8, "ext_canvas_error_code", reply.code);
    out += "      </imsx_statusInfo>\n    </imsx_POXResponseHeaderInfo>\n  </imsx_POXHeader>\n";
    out += pox_body(call.asked.operation, reply);
    out += "</imsx_POXEnvelopeResponse>\n";
    if (succeeded) return xml(200, std::move(out));
    bool const old = call.dialects().outcome_failures_are_200;
    call.applies(old ? "2.3.2" : "2.3.1");
    return xml(old ? 200 : 422, std::move(out));
}

http::Response legacy_answer(Call& call, Reply const& reply) {
    std::string major(word(reply.major));
    major.front() = static_cast<char>(major.front() - 'a' + 'A');
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<message_response>\n"
        "  <lti_message_type/>\n"
        "  <statusinfo><codemajor>" +
        major + "</codemajor><severity>Status</severity><codeminor>fullsuccess</codeminor></statusinfo>\n";
    // A failed update leaves nothing to show; a deletion never does.
    bool const shows = reply.major == Reply::Major::success && call.asked.operation != "deleteResult";
    if (auto const score = shows ? shown_score(call) : std::nullopt) {
        call.applies("7.2.4");
        out += "  <result>\n";
        append(out, 4, "sourcedid", call.asked.sourcedid);
        out += "    <resultscore><resultvaluesourcedid>decimal</resultvaluesourcedid><textstring>" +
               score_text(*score) + "</textstring><language>en-US</language></resultscore>\n  </result>\n";
    }
    return xml(200, out + "</message_response>\n");
}

std::optional<double> shown_score(Call& call) {
    auto const& assignment = *call.assignment;
    auto const* const submission = world::find_submission(call.world(), assignment.id, call.user->id);
    bool const graded =
        submission != nullptr && submission->score && submission->state == world::SubmissionState::graded;
    if (!graded) return std::nullopt;
    if (assignment.points == 0) {
        call.applies("4.3");
        return *submission->score / 100;
    }
    auto const share = *submission->score / assignment.points;
    auto const rounded = std::round(share * 10'000) / 10'000;
    return std::isfinite(rounded) ? rounded : share;
}

} // namespace easel::outcomes
