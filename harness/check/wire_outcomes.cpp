// What requests to the Outcomes service say. @par Source requirements O11-007 to O11-025; canvas/outcomes.md 3, 6
#include "check/wire_outcomes.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace easel::check::wire {
namespace {

constexpr std::string_view oms_namespace = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0";

std::string parameter(WireContext::Sent const* launch, std::string_view name) {
    return launch == nullptr ? std::string() : base::value_of(launch->form, name);
}

bool has_other_than_ascii(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string score_text(pugi::xml_node score) {
    return xml::content(xml::child(score, "textString"));
}

/// Well-formed calls that replace a result.
std::vector<OutcomeCall> replacing(Case const& run) {
    auto calls = outcome_calls(run);
    std::erase_if(calls, [](OutcomeCall const& call) { return !call.replaces(); });
    return calls;
}

void envelope(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        if (call.cut) continue; // O11-020
        auto const& exchange = *call.exchange;
        out.saw(exchange);
        if (!call.trouble.empty()) {
            out.violated(exchange, "sent a body that is no well-formed XML: " + call.trouble);
            continue;
        }
        auto const root = xml::child(*call.document, "imsx_POXEnvelopeRequest");
        auto const header = xml::child(xml::child(root, "imsx_POXHeader"), "imsx_POXRequestHeaderInfo");
        auto const version = std::string(base::trim(xml::content(xml::child(header, "imsx_version"))));
        if (!root) {
            out.violated(
                exchange,
                "sent the document `" + std::string(xml::local_name(call.document->document_element())) +
                    "`, which is no `imsx_POXEnvelopeRequest`"
            );
        } else if (xml::namespace_of(root) != oms_namespace) {
            out.violated(
                exchange,
                "put its envelope into the namespace " + quoted(xml::namespace_of(root)) + " instead of " +
                    quoted(oms_namespace)
            );
        } else if (!header) {
            out.violated(exchange, "sent an envelope without `imsx_POXHeader` and `imsx_POXRequestHeaderInfo`");
        } else if (version != "V1.0") {
            out.violated(exchange, "sent the `imsx_version` " + quoted(version) + " instead of `V1.0`");
        } else if (!call.operation) {
            out.violated(exchange, "sent an envelope without an operation below `imsx_POXBody`");
        } else if (std::string_view(call.operation.name()) != call.name()) {
            out.doubtful(
                exchange, "put a prefix before `" + std::string(call.name()) + "`, which Canvas does not understand"
            );
        }
    }
}

void message_ids(Case const& run, Findings& out) {
    std::map<std::string, int> used;
    for (auto const& call : outcome_calls(run)) {
        if (!call.trouble.empty()) continue;
        auto const root = xml::child(*call.document, "imsx_POXEnvelopeRequest");
        auto const header = xml::child(xml::child(root, "imsx_POXHeader"), "imsx_POXRequestHeaderInfo");
        auto const id = std::string(base::trim(xml::content(xml::child(header, "imsx_messageIdentifier"))));
        out.saw(*call.exchange);
        if (id.empty()) {
            out.violated(*call.exchange, "sent a message without `imsx_messageIdentifier`");
            continue;
        }
        auto const [first, fresh] = used.emplace(id, call.exchange->number);
        if (!fresh)
            out.violated(
                *call.exchange,
                "used the `imsx_messageIdentifier` " + quoted(id) + " of hop " + std::to_string(first->second) +
                    " once more"
            );
    }
}

/// The sourcedid of the launch that the tool was acting in, if another one's was sent; "" otherwise. A result that is
/// sent later goes on with that of its own launch.
std::string crossed(Case const& run, OutcomeCall const& call) {
    WireContext::Acted const* act = nullptr;
    std::vector<std::string> earlier;
    for (auto const& one : run.context.acts) {
        if (one.hop >= call.exchange->number) break;
        if (act != nullptr) earlier.push_back(act->sourcedid);
        act = &one;
    }
    if (act == nullptr || act->sourcedid.empty() || act->sourcedid == call.sourcedid) return {};
    bool const late = std::ranges::find(earlier, call.sourcedid.value_or("")) != earlier.end();
    return late ? std::string() : act->sourcedid;
}

void sourcedid(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        std::vector<std::string> known;
        for (auto const& launch : run.context.launches) {
            auto const sent = parameter(&launch, "lis_result_sourcedid");
            if (!sent.empty() && launch.first_hop < call.exchange->number) known.push_back(sent);
        }
        if (known.empty() || call.cut) continue; // O11-019, O11-020
        out.saw(*call.exchange);
        if (!call.sourcedid || call.sourcedid->empty()) {
            out.violated(*call.exchange, "sent a result without a sourcedId");
        } else if (std::ranges::find(known, *call.sourcedid) == known.end()) {
            bool const padded = std::ranges::find(known, std::string(base::trim(*call.sourcedid))) != known.end();
            auto const what =
                "sent the sourcedId " + quoted(*call.sourcedid) + "; the launch said " + quoted(known.back());
            padded ? out.doubtful(*call.exchange, what + " (blanks around it are kept by some platforms)")
                   : out.violated(*call.exchange, what);
        } else if (auto const right = crossed(run, call); !right.empty()) {
            out.violated(
                *call.exchange,
                "sent the sourcedId " + quoted(*call.sourcedid) +
                    " of another launch; that of the launch it acted in is " + quoted(right)
            );
        }
    }
}

void latest_place(Case const& run, Findings& out) {
    auto const whose = [](WireContext::Sent const& one) {
        return std::vector{
            parameter(&one, "oauth_consumer_key"), parameter(&one, "user_id"), parameter(&one, "resource_link_id")};
    };
    for (auto const& call : outcome_calls(run)) {
        auto const is_of = [&](WireContext::Sent const& one) {
            return parameter(&one, "lis_result_sourcedid") == call.sourcedid &&
                   target_of(parameter(&one, "lis_outcome_service_url")) == call.exchange->request.target;
        };
        WireContext::Sent const* used = nullptr;
        WireContext::Sent const* latest = nullptr;
        for (auto const& one : run.context.launches)
            if (one.first_hop < call.exchange->number && is_of(one)) used = &one;
        if (used == nullptr) continue; // O11-001, O11-009
        for (auto const& one : run.context.launches)
            if (one.first_hop < call.exchange->number && whose(one) == whose(*used)) latest = &one;
        out.saw(*call.exchange);
        if (is_of(*latest)) continue;
        out.violated(
            *call.exchange,
            "sent the result to where the launch in hop " + std::to_string(used->first_hop) + " said; the one in hop " +
                std::to_string(latest->first_hop) + " said " + quoted(parameter(latest, "lis_result_sourcedid")) +
                " at " + quoted(parameter(latest, "lis_outcome_service_url"))
        );
    }
}

void decimal_score(Case const& run, Findings& out) {
    for (auto const& call : replacing(run)) {
        auto const score = xml::child(call.result(), "resultScore");
        if (!score) continue;
        auto const text = std::string(base::trim(score_text(score)));
        auto const& exchange = *call.exchange;
        out.saw(exchange);
        double value = 0;
        auto const digits = std::string_view(text).substr(text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
        auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        bool const number = read.ec == std::errc() && read.ptr == digits.data() + digits.size() && std::isfinite(value);
        if (!number) {
            out.violated(
                exchange,
                text.empty() ? "sent a `resultScore` without a number"
                             : "sent the score " + quoted(text) + ", which is no decimal number with a point"
            );
        } else if (value < 0 || value > 1) {
            out.violated(exchange, "sent the score " + quoted(text) + ", which does not lie between 0 and 1");
        } else if (text.find_first_of("eE") != std::string::npos) {
            out.doubtful(exchange, "sent the score " + quoted(text) + ", which has an exponent");
        }
    }
}

bool accepts(WireContext::Sent const* launch, std::string_view extension) {
    return parameter(launch, "ext_outcome_" + std::string(extension) + "_accepted") == "true";
}

void total_score(Case const& run, Findings& out) {
    for (auto const& call : replacing(run)) {
        auto const* launch = launch_of(run, call);
        if (launch == nullptr) continue;
        out.saw(*call.exchange);
        if (xml::child(call.result(), "resultTotalScore") && !accepts(launch, "result_total_score"))
            out.violated(
                *call.exchange,
                "sent `resultTotalScore`, which the launch did not offer by "
                "`ext_outcome_result_total_score_accepted=true`"
            );
    }
}

void result_data(Case const& run, Findings& out) {
    for (auto const& call : replacing(run)) {
        auto const data = xml::child(call.result(), "resultData");
        auto const* launch = launch_of(run, call);
        if (launch == nullptr) continue;
        out.saw(*call.exchange);
        std::vector<std::string> offered;
        for (auto const& kind : base::split(parameter(launch, "ext_outcome_data_values_accepted"), ','))
            offered.emplace_back(base::trim(kind));
        auto const offers = [&](std::string_view kind) { return std::ranges::find(offered, kind) != offered.end(); };
        std::vector<std::string> kinds;
        for (auto const* kind : {"text", "url", "ltiLaunchUrl", "downloadUrl"})
            if (xml::child(data, kind)) kinds.emplace_back(kind);
        auto const said =
            "`ext_outcome_data_values_accepted` was " + quoted(parameter(launch, "ext_outcome_data_values_accepted"));
        if (kinds.size() > 1)
            out.violated(
                *call.exchange,
                "sent " + base::join(kinds, " and ") + " at once; Canvas takes the first and ignores the rest"
            );
        for (auto const& kind : kinds) {
            // What Canvas documents without a word of its own in that list: a launch URL, and a file.
            bool const listed = kind == "text" || kind == "url";
            bool const tolerable = !listed && (offers("url") || offers("file"));
            if (!offers(kind) && !tolerable)
                out.violated(*call.exchange, "sent the result data `" + kind + "`; " + said);
        }
    }
}

void submitted_at(Case const& run, Findings& out) {
    for (auto const& call : replacing(run)) {
        auto const inside = xml::child(call.details(), "submittedAt");
        auto const anywhere =
            call.operation.find_node([](pugi::xml_node node) { return xml::local_name(node) == "submittedAt"; });
        auto const& exchange = *call.exchange;
        out.saw(exchange);
        if (!anywhere) continue;
        if (anywhere != inside) {
            out.violated(
                exchange,
                "put `submittedAt` below `" + std::string(xml::local_name(anywhere.parent())) +
                    "` instead of `submissionDetails`"
            );
            continue;
        }
        auto const text = std::string(base::trim(xml::content(inside)));
        bool const date = text.size() == 10 && base::parse_lenient_time(text);
        if (!date && !base::parse_iso8601(text))
            out.violated(exchange, "sent the `submittedAt` " + quoted(text) + ", which is no ISO 8601 time");
        auto const* launch = launch_of(run, call);
        if (launch != nullptr && !accepts(launch, "submission_submitted_at"))
            out.violated(
                exchange,
                "sent `submittedAt`, which the launch did not offer by "
                "`ext_outcome_submission_submitted_at_accepted=true`"
            );
    }
}

void review_flags(Case const& run, Findings& out) {
    for (auto const& call : replacing(run)) {
        for (auto const* name : {"prioritizeNonToolGrade", "needsAdditionalReview"}) {
            auto const found =
                call.operation.find_node([&](pugi::xml_node node) { return xml::local_name(node) == name; });
            if (!found) continue;
            out.saw(*call.exchange);
            if (found.parent() != call.details()) {
                out.violated(
                    *call.exchange,
                    "put `" + std::string(name) + "` below `" + std::string(xml::local_name(found.parent())) +
                        "` instead of `submissionDetails`"
                );
            } else if (!base::trim(xml::content(found)).empty()) {
                out.violated(
                    *call.exchange,
                    "put " + quoted(xml::content(found)) + " into `" + std::string(name) +
                        "`, whose presence alone counts"
                );
            }
        }
    }
}

void length_in_bytes(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        if (!has_other_than_ascii(call.exchange->request.body)) continue;
        out.saw(*call.exchange);
        if (call.cut)
            out.violated(
                *call.exchange,
                "sent " + std::to_string(call.exchange->request.body.size()) +
                    " bytes that end in the middle of the document, as where characters are counted"
            );
    }
}

void escaped_texts(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        if (call.cut) continue; // O11-020
        out.saw(*call.exchange);
        if (!call.trouble.empty())
            out.violated(*call.exchange, "sent a body that is no well-formed XML: " + call.trouble);
    }
}

void user_agent(Case const& run, Findings& out) {
    for (auto const* call : run.tool_calls({CallKind::outcome, CallKind::outcome_read, CallKind::outcome_delete})) {
        out.saw(*call);
        if (base::trim(call->request.headers.get("User-Agent")).empty())
            out.violated(*call, "posted to the Outcomes service without a `User-Agent`");
    }
}

void questions(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        if (call.name() != "readResultRequest" && call.name() != "deleteResultRequest") continue;
        out.saw(*call.exchange);
        auto const record = xml::child(call.operation, "resultRecord");
        auto const guid = xml::child(record, "sourcedGUID");
        if (!guid || !xml::child(guid, "sourcedId")) {
            out.grave(
                *call.exchange,
                "sent a `" + std::string(call.name()) + "` without resultRecord, sourcedGUID and sourcedId"
            );
        } else if (call.result() || call.details()) {
            out.grave(
                *call.exchange,
                "put a `" + std::string(call.result() ? "result" : "submissionDetails") + "` into a `" +
                    std::string(call.name()) + "`"
            );
        }
    }
}

constexpr Rule rules[] = {
    {"O11-007",
     "requests to the Outcomes service",
     envelope,
     "Build the envelope with an XML library: `imsx_POXEnvelopeRequest` in the namespace of IMS, `imsx_version` V1.0, "
     "one operation below `imsx_POXBody`; see `easel explain unsupported`."},
    {"O11-008",
     "requests to the Outcomes service",
     message_ids,
     "Make a new `imsx_messageIdentifier` for every request, such as a UUID."},
    {"O11-009",
     "requests to the Outcomes service",
     sourcedid,
     "Keep `lis_result_sourcedid` byte by byte with the user and link of its launch, and leave its escaping to an XML "
     "library; see `easel explain sourcedid_invalid`."},
    {"O11-010",
     "results of people who were launched",
     latest_place,
     "Overwrite the sourcedid and the service URL of a user and link at every launch."},
    {"O11-011",
     "scores in results",
     decimal_score,
     "Send a decimal number from 0.0 to 1.0 with a point, whatever the locale; `resultTotalScore` takes points; see "
     "`easel explain bad_score`."},
    {"O11-013",
     "results of launches",
     total_score,
     "Send `resultTotalScore` only where the launch has `ext_outcome_result_total_score_accepted=true`, `resultScore` "
     "otherwise."},
    {"O11-014",
     "results of launches",
     result_data,
     "Send one kind of `resultData`, one that stands in the launch's `ext_outcome_data_values_accepted`."},
    {"O11-015",
     "results",
     submitted_at,
     "Put `submittedAt` as ISO 8601 into `submissionDetails`, beside `resultRecord`, and only where the launch offers "
     "it; see `easel explain timestamp_not_parseable`."},
    {"O11-016",
     "results with review flags",
     review_flags,
     "Put them as empty elements into `submissionDetails`, beside `resultRecord`."},
    {"O11-020",
     "requests with characters beyond ASCII",
     length_in_bytes,
     "Encode the body first and take the length of the bytes for `Content-Length`."},
    {"O11-021",
     "requests to the Outcomes service",
     escaped_texts,
     "Leave the escaping of texts and URLs to an XML library."},
    {"O11-024", "requests to the Outcomes service", user_agent, "Send a `User-Agent` that names your tool."},
    {"O11-025", "requests that read or delete a result", questions, "Send the sourcedId alone in `resultRecord`."},
};

} // namespace

pugi::xml_node OutcomeCall::result() const {
    return xml::child(xml::child(operation, "resultRecord"), "result");
}

std::vector<OutcomeCall> outcome_calls(Case const& run) {
    std::vector<OutcomeCall> calls;
    for (auto const* exchange : run.tool_calls({CallKind::outcome, CallKind::outcome_read, CallKind::outcome_delete})) {
        if (exchange->request.path().ends_with("/ext_grade_passback") || !is_whole(*exchange)) continue;
        OutcomeCall call;
        call.exchange = exchange;
        auto const& body = exchange->request.body;
        call.trouble = xml::trouble(body);
        call.document = std::make_shared<pugi::xml_document>();
        (void)call.document->load_buffer(body.data(), body.size());
        auto const text = base::trim(body);
        call.cut = !call.trouble.empty() && has_other_than_ascii(body) && text.starts_with('<') &&
                   !text.ends_with("EnvelopeRequest>");
        auto const root = call.document->document_element();
        for (auto const node : xml::child(root, "imsx_POXBody").children()) {
            if (node.type() != pugi::node_element) continue;
            call.operation = node;
            break;
        }
        auto const id = xml::child(xml::child(xml::child(call.operation, "resultRecord"), "sourcedGUID"), "sourcedId");
        if (id) call.sourcedid = xml::content(id);
        calls.push_back(std::move(call));
    }
    return calls;
}

WireContext::Sent const* launch_of(Case const& run, OutcomeCall const& call) {
    WireContext::Sent const* latest = nullptr;
    WireContext::Sent const* own = nullptr;
    auto const id = std::string(base::trim(call.sourcedid.value_or("")));
    for (auto const& launch : run.context.launches) {
        if (launch.form.empty() || launch.first_hop >= call.exchange->number) continue;
        if (!launch.aside) latest = &launch;
        if (!id.empty() && parameter(&launch, "lis_result_sourcedid") == id) own = &launch;
    }
    return own != nullptr ? own : latest;
}

std::span<Rule const> outcome_rules() {
    return rules;
}

} // namespace easel::check::wire
