// Requests to the Outcomes service and how its answers are read.
#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/key.hpp"
#include "oauth1/oauth1.hpp"
#include "reference_tool/outcomes.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::reference_tool {
namespace {

constexpr char const* oms_namespace = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0";

bool takes(OutcomeService const& service, std::string_view kind) {
    return std::find(service.data_values.begin(), service.data_values.end(), kind) != service.data_values.end();
}

/// The shortest decimal that reads back as the same number, without an exponent (requirement O11-011).
std::string decimal(double value) {
    std::array<char, 400> text{};
    auto const written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    return std::string(text.data(), written.ptr);
}

std::string score_text_of(double fraction, Switches const& defects) {
    if (defects.broken("outcome-in-percent")) return decimal(fraction * 100);
    if (defects.broken("outcome-with-exponent")) {
        std::array<char, 64> text{};
        auto const end = std::to_chars(text.data(), text.data() + text.size(), fraction, std::chars_format::scientific);
        return std::string(text.data(), end.ptr);
    }
    auto text = decimal(fraction);
    return defects.broken("outcome-with-comma") ? base::replace_all(std::move(text), ".", ",") : text;
}

/// Markup characters escaped, and what XML 1.0 forbids replaced.
std::string xml_text(std::string_view text) {
    return base::html_escape(base::to_valid_utf8(text));
}

std::string element(std::string_view name, std::string_view content) {
    auto const tag = std::string(name);
    return "<" + tag + ">" + std::string(content) + "</" + tag + ">";
}

std::string score_element(std::string_view name, std::string const& number) {
    return element(name, element("language", "en") + element("textString", number));
}

std::string data_element(Outcome const& outcome, Switches const& defects) {
    auto const written = [&](std::string const& text) {
        return defects.broken("outcome-unescaped-text") ? text : xml_text(text);
    };
    std::string data;
    if (!outcome.text.empty()) data += element("text", written(outcome.text));
    if (!outcome.url.empty()) data += element("url", written(outcome.url));
    if (!outcome.launch_url.empty()) data += element("ltiLaunchUrl", written(outcome.launch_url));
    return data.empty() ? data : element("resultData", data);
}

std::string time_text(base::Instant at, Switches const& defects) {
    if (defects.broken("submitted-at-as-number")) return std::to_string(base::to_numeric_date(at));
    return base::to_iso8601(at);
}

std::string review_elements(Outcome const& outcome) {
    std::string flags;
    if (outcome.prioritize_non_tool_grade) flags += "<prioritizeNonToolGrade/>";
    if (outcome.needs_additional_review) flags += "<needsAdditionalReview/>";
    return flags;
}

std::string details_element(Outcome const& outcome, Switches const& defects) {
    std::string details;
    if (outcome.submitted_at && !defects.broken("submitted-at-in-record"))
        details += element("submittedAt", time_text(*outcome.submitted_at, defects));
    if (!defects.broken("review-in-result")) details += review_elements(outcome);
    return details.empty() ? details : element("submissionDetails", details);
}

std::string result_element(Outcome const& outcome, Switches const& defects) {
    std::string result;
    if (outcome.points) result += score_element("resultTotalScore", decimal(*outcome.points));
    if (outcome.fraction && !outcome.points)
        result += score_element("resultScore", score_text_of(*outcome.fraction, defects));
    if (defects.broken("review-in-result")) result += review_elements(outcome);
    return element("result", result + data_element(outcome, defects));
}

std::string record_element(
    Operation operation, Outcome const& outcome, std::string const& sourcedid, Switches const& defects
) {
    auto const written = defects.broken("outcome-unescaped-sourcedid") ? sourcedid : xml_text(sourcedid);
    auto record = element("sourcedGUID", element("sourcedId", written));
    bool const useless_result = defects.broken("outcome-reads-with-result");
    if (operation == Operation::replace || useless_result) {
        if (outcome.submitted_at && defects.broken("submitted-at-in-record"))
            record += element("submittedAt", time_text(*outcome.submitted_at, defects));
        record += result_element(outcome, defects);
    }
    return element("resultRecord", record);
}

std::string header_element(std::string_view message_id) {
    return element(
        "imsx_POXHeader",
        element(
            "imsx_POXRequestHeaderInfo", element("imsx_version", "V1.0") + element("imsx_messageIdentifier", message_id)
        )
    );
}

std::string_view name_of(Operation operation) {
    switch (operation) {
        case Operation::read:
            return "readResultRequest";
        case Operation::remove:
            return "deleteResultRequest";
        case Operation::replace:
            break;
    }
    return "replaceResultRequest";
}

/// Every element on a line of its own, as serializers for people write it.
std::string pretty(std::string const& xml) {
    pugi::xml_document document;
    if (!document.load_buffer(xml.data(), xml.size())) return xml;
    struct Writer : pugi::xml_writer {
        std::string text;
        void write(void const* data, std::size_t size) override { text.append(static_cast<char const*>(data), size); }
    } writer;
    document.save(writer, "    ", pugi::format_default, pugi::encoding_utf8);
    return writer.text;
}

std::string message_id_of(Installation& tool) {
    if (tool.broken("one-message-id")) return "999999123";
    auto const id = tool.random.uuid();
    // Some count instead (variant); a UUID is unique without a memory.
    return tool.unusual("outcomes-counted") ? std::to_string(++tool.kept.outcomes) : id;
}

// -- signing ----------------------------------------------------------------------------------------------------------

oauth1::Freshness fresh(Installation& tool) {
    auto& used = tool.mistakes.outcome_nonce;
    auto nonce = tool.random.hex(tool.unusual("short-nonces") ? 8 : 32);
    if (tool.broken("outcome-repeats-nonces") && !used.empty()) nonce = used;
    used = nonce;
    auto const off = tool.broken("outcome-clock-behind") ? std::chrono::minutes(10) : std::chrono::minutes(0);
    return {nonce, tool.now() - off};
}

/// What defects do to a base string.
std::string spoiled(std::string base, Switches const& defects) {
    if (!defects.broken("outcome-lower-case-escapes")) return base;
    for (auto at = base.find('%'); at != std::string::npos && at + 2 < base.size(); at = base.find('%', at + 1))
        for (auto const digit : {at + 1, at + 2})
            if (base[digit] >= 'A' && base[digit] <= 'F') base[digit] = static_cast<char>(base[digit] - 'A' + 'a');
    return base;
}

/// The protocol parameters with their signature. @par Source RFC 5849, 3.4; OAuth Body Hash
base::Fields signed_parameters(
    Installation& tool, base::Url const& url, std::string_view body, oauth1::Credentials const& who
) {
    auto parameters = oauth1::protocol_parameters(who, fresh(tool));
    if (tool.unusual("outcomes-in-brief")) base::remove(parameters, "oauth_version"); // optional (RFC 5849, 3.1)
    auto const hash = tool.broken("outcome-hash-in-hex") ? jose::sha1_hex(body) : oauth1::body_hash(body);
    if (!tool.broken("outcome-without-hash")) parameters.emplace_back("oauth_body_hash", hash);
    if (tool.broken("outcome-hash-twice")) parameters.emplace_back("oauth_body_hash", hash);
    auto counted = tool.broken("outcome-signs-no-query") ? base::Fields() : base::form_decode(url.query);
    counted.insert(counted.end(), parameters.begin(), parameters.end());
    auto const text = spoiled(oauth1::base_string("POST", url, counted), tool.defects);
    parameters.emplace_back("oauth_signature", *oauth1::signature(oauth1::hmac_sha1, text, who.shared_secret));
    return parameters;
}

std::string without_query(std::string const& url) {
    return url.substr(0, url.find('?'));
}

} // namespace

Outcome as_accepted(Outcome wanted, OutcomeService const& service, Switches const& defects) {
    if (defects.broken("total-score-unasked") && wanted.fraction) wanted.points = *wanted.fraction * service.points;
    if (wanted.points && !service.total_score && !defects.broken("total-score-unasked")) {
        if (service.points > 0) wanted.fraction = std::clamp(*wanted.points / service.points, 0.0, 1.0);
        wanted.points.reset();
    }
    if (defects.broken("outcome-data-unasked")) {
        wanted.text = wanted.text.empty() ? "Handed in." : wanted.text;
        wanted.url.clear();
        wanted.launch_url.clear();
    } else {
        if (!takes(service, "text")) wanted.text.clear();
        if (!takes(service, "url")) wanted.url.clear();
        // Canvas offers this kind with that of other URLs (assignment tools).
        if (!takes(service, "url")) wanted.launch_url.clear();
    }
    // One kind at a time: what platforms make of several is their own affair.
    if (!wanted.text.empty() && !defects.broken("outcome-text-and-url")) wanted.url.clear();
    if (!wanted.text.empty() || !wanted.url.empty()) wanted.launch_url.clear();
    if (!service.submitted_at && !defects.broken("submitted-at-unasked")) wanted.submitted_at.reset();
    if (!service.prioritize) wanted.prioritize_non_tool_grade = false;
    if (!service.review) wanted.needs_additional_review = false;
    return wanted;
}

std::string envelope(
    Operation operation,
    Outcome const& outcome,
    std::string const& sourcedid,
    std::string_view message_id,
    Installation const& tool
) {
    auto const& defects = tool.defects;
    auto content = record_element(operation, outcome, sourcedid, defects);
    if (operation == Operation::replace) content = details_element(outcome, defects) + content;
    auto const* space =
        defects.broken("outcome-other-namespace") ? "http://www.imsglobal.org/lis/oms1p0/pox" : oms_namespace;
    auto const header = defects.broken("outcome-without-header") ? std::string() : header_element(message_id);
    auto const xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<imsx_POXEnvelopeRequest xmlns=\"" +
                     std::string(space) + "\">" + header +
                     element("imsx_POXBody", element(name_of(operation), content)) + "</imsx_POXEnvelopeRequest>\n";
    return tool.unusual("pretty-outcomes") ? pretty(xml) : xml;
}

SignedCall outcome_call(Installation& tool, Session const& session, Operation operation, Outcome const& outcome) {
    SignedCall call;
    auto const& service = *session.outcomes;
    call.url = tool.broken("outcome-drops-query") ? without_query(service.url) : service.url;
    call.request.method = "POST";
    call.request.headers.set("Content-Type", tool.broken("outcome-as-text-xml") ? "text/xml" : "application/xml");
    if (tool.unusual("pretty-outcomes")) call.request.headers.set("Content-Type", "application/xml; charset=utf-8");
    if (tool.broken("outcome-without-user-agent")) call.request.headers.set("User-Agent", "");
    call.request.body = envelope(operation, outcome, service.sourcedid, message_id_of(tool), tool);
    auto const url = base::parse_url(call.url);
    if (!url) return call; // told to the user where it is sent
    auto const parameters = signed_parameters(tool, *url, call.request.body, tool.consumer(session));
    auto header = oauth1::authorization_header(parameters);
    if (tool.unusual("outcomes-with-realm")) header.insert(6, "realm=\"\", ");
    if (tool.broken("outcome-raw-signature"))
        header = base::replace_all(
            std::move(header),
            base::percent_encode(*base::find(parameters, "oauth_signature")),
            *base::find(parameters, "oauth_signature")
        );
    if (tool.broken("outcome-oauth-in-address")) {
        call.url += (url->has_query ? "&" : "?") + base::form_encode(parameters);
    } else {
        call.request.headers.set("Authorization", header);
    }
    if (tool.broken("outcome-counts-characters")) {
        auto const characters = std::count_if(call.request.body.begin(), call.request.body.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        });
        call.request.body.resize(static_cast<std::size_t>(characters));
    }
    return call;
}

// -- answers ----------------------------------------------------------------------------------------------------------

namespace {

std::string_view local_name(pugi::xml_node node) {
    auto const name = std::string_view(node.name());
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// The child element of that name, whatever its prefix.
pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
    for (auto const node : parent.children())
        if (node.type() == pugi::node_element && local_name(node) == name) return node;
    return {};
}

/// All text below, CDATA included, without blanks around.
std::string content_of(pugi::xml_node node) {
    std::string text;
    for (auto const part : node.children())
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) text += part.value();
    return std::string(base::trim(text));
}

/// The platform's word for a person: what it wrote, without the number of its own report.
std::string words_of(OutcomeAnswer const& answer) {
    auto text = answer.description.empty() ? "The platform says: " + answer.code_major : answer.description;
    if (text.size() > 200) text.resize(200);
    return base::to_valid_utf8(text);
}

bool says_success(OutcomeAnswer const& answer) {
    return base::equals_ignoring_case(answer.code_major, "success");
}

} // namespace

std::optional<OutcomeAnswer> read_outcome_answer(std::string_view body) {
    constexpr std::size_t longest = 256 * 1024;
    if (body.size() > longest) return std::nullopt;
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size())) return std::nullopt;
    auto const root = child(document, "imsx_POXEnvelopeResponse");
    auto const status = child(child(child(root, "imsx_POXHeader"), "imsx_POXResponseHeaderInfo"), "imsx_statusInfo");
    if (!status) return std::nullopt;
    OutcomeAnswer answer;
    answer.code_major = content_of(child(status, "imsx_codeMajor"));
    auto const description = content_of(child(status, "imsx_description"));
    answer.description = std::string(base::trim(description.substr(0, description.find('\n'))));
    auto const result = child(child(child(root, "imsx_POXBody"), "readResultResponse"), "result");
    answer.score = content_of(child(child(result, "resultScore"), "textString"));
    return answer;
}

Assessment assess_outcome(Reply const& reply, Switches const& defects) {
    using Meaning = Assessment::Meaning;
    // Statuses, throttling and JSON as with every service: steps before the XML is looked at answer so
    // (outcomes.md 2.4).
    auto found = assess(reply, Switches());
    if (defects.broken("outcome-believes-status") && reply.status == 200) return found;
    if (defects.broken("outcome-by-substring") && reply.body.find("success") != std::string::npos) {
        found.meaning = Meaning::done;
        return found;
    }
    if (defects.broken("outcome-knows-one-spelling") && reply.status == 200 &&
        reply.body.find("<imsx_codeMajor>success</imsx_codeMajor>") == std::string::npos) {
        found.meaning = Meaning::refused;
        found.message = "The platform did not say success";
        return found;
    }
    if (found.meaning == Meaning::later || found.meaning == Meaning::unknown) return found;
    auto const answer = read_outcome_answer(reply.body);
    if (found.meaning == Meaning::done && !(answer && says_success(*answer))) {
        found.meaning = answer ? Meaning::refused : Meaning::unknown;
        found.message = answer ? words_of(*answer) : "The platform's answer cannot be read";
    } else if (found.meaning == Meaning::refused && answer) {
        found.message = words_of(*answer);
    }
    return found;
}

} // namespace easel::reference_tool
