#include "report/record.hpp"

#include "base/codec.hpp"
#include "report/wording.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string_view>

namespace easel::report::detail {

namespace json = base::json;

namespace {

constexpr std::size_t body_limit = traffic::kept_body_size;  // report-ux.md C10

json::value or_null(std::string_view text, Neutral const& neutral) {
    if (text.empty()) return nullptr;
    return say(text, neutral);
}

json::array texts(std::vector<std::string> const& values, Neutral const& neutral) {
    json::array out;
    for (auto const& value : values) out.emplace_back(say(value, neutral));
    return out;
}

json::array numbers(std::vector<int> const& values) {
    return json::array(values.begin(), values.end());
}

class CaseWriter {
  public:
    CaseWriter(verdict::CaseResult const& result, Neutral const& neutral, Bodies* bodies)
        : result_(result),
          neutral_(neutral),
          bodies_(bodies) {}

    json::object record() {
        json::array steps;
        for (auto const& each : result_.steps) steps.emplace_back(step(each));
        json::array checks;
        for (auto const& each : result_.checks) checks.emplace_back(check(each));
        json::array hops;
        for (std::size_t i = 0; i < result_.hops.size(); ++i) hops.emplace_back(hop(i));
        json::array other_turns;
        for (auto const& turn : result_.other_turns) other_turns.emplace_back(case_record(turn, neutral_, bodies_));
        return {
            {"id", say(result_.id, neutral_)},
            {"title", say(result_.title, neutral_)},
            {"group", say(result_.group, neutral_)},
            {"name", say(result_.name, neutral_)},
            {"purpose", say(result_.purpose, neutral_)},
            {"tags", texts(result_.tags, neutral_)},
            {"level", result_.level},
            {"status", verdict::to_string(result_.verdict)},
            {"reason", or_null(result_.reason, neutral_)},
            {"reaction", or_null(result_.reaction, neutral_)},
            {"danger", result_.false_accept},
            {"expected", result_.expected},
            {"expected_reason", or_null(result_.expected_reason, neutral_)},
            {"unexpected_pass", result_.unexpected_pass},
            {"turns", result_.turns},
            {"flaky", result_.flaky},
            {"requirements", texts(result_.requirements, neutral_)},
            {"facts", texts(result_.facts, neutral_)},
            {"source", position(result_.at)},
            {"started", base::to_iso8601(result_.started)},
            {"ms", result_.took.count()},
            {"first_cause", or_null(result_.first_cause, neutral_)},
            {"steps", std::move(steps)},
            {"checks", std::move(checks)},
            {"faults", texts(result_.faults, neutral_)},
            {"hops", std::move(hops)},
            {"replay", replay()},
            {"other_turns", std::move(other_turns)},
        };
    }

  private:
    verdict::CaseResult const& result_;
    Neutral const& neutral_;
    Bodies* bodies_;

    json::object position(yaml::Position const& at) const {
        return {
            {"file", say(at.file, neutral_)},
            {"line", at.line},
            {"col", at.column}
        };
    }

    json::object step(verdict::StepResult const& step) const {
        return {
            {"n", step.number},
            {"kind", step.verb},
            {"status", verdict::to_string(step.verdict)},
            {"source", position(step.at)},
            {"hops", numbers(step.hops)},
            {"checks", texts(step.checks, neutral_)},
        };
    }

    json::object check(verdict::Check const& check) const {
        json::object required{
            {"text", say(check.required,        neutral_)},
            {"by",   or_null(check.requirement, neutral_)}
        };
        json::object observed{
            {"text", say(check.observed, neutral_)},
            {"hops", numbers(check.hops)},
            {"by", check.level.empty() ? "platform" : "tool"}, // checks without a level speak for facts
        };
        return {
            {"id", check.id},
            {"status", verdict::to_string(check.verdict)},
            {"level", check.level},
            {"source", position(check.at)},
            {"required", std::move(required)},
            {"observed", std::move(observed)},
            {"near_miss", or_null(check.near_miss, neutral_)},
            {"diff", json::array()},
            {"hint", or_null(check.hint, neutral_)},
            {"evidence", texts(check.evidence, neutral_)},
            {"reason", or_null(check.reason, neutral_)},
        };
    }

    json::object hop(std::size_t index) const {
        auto const& hop = result_.hops[index];
        json::array trail;
        std::string rule;
        for (auto const& [fact, passed] : hop.trail) {
            trail.emplace_back(json::array{fact.view(), passed});
            if (!passed) rule = fact;
        }
        // The request first: bodies are numbered in the order of their use.
        json::object request{
            {"method", say(hop.request.method, neutral_)},
            {"url", say(hop.url, neutral_)},
            {"headers", headers(hop.request.headers)},
            {"body", body(hop.request.body, hop.request_size, hop.request.content_type())},
        };
        json::value response = nullptr;
        if (hop.response) {
            response = json::object{
                {"status", hop.response->status},
                {"headers", headers(hop.response->headers)},
                {"body", body(hop.response->body, hop.response_size, hop.response->content_type())},
            };
        }
        return {
            {"n", hop.number},
            {"from", traffic::to_string(hop.from)},
            {"to", traffic::to_string(hop.to)},
            {"kind", traffic::to_string(hop.kind)},
            {"t_virtual", base::to_iso8601(hop.at)},
            {"t_ms", (hop.at - result_.started).count()},
            {"ms", hop.took.count()},
            {"request", std::move(request)},
            {"response", std::move(response)},
            {"error", or_null(hop.error, neutral_)},
            {"rule", rule},
            {"trail", std::move(trail)},
            {"same_as", same_as(index)},
            {"fault", or_null(hop.fault, neutral_)},
            {"course", say(hop.course, neutral_)},
            {"assignment", say(hop.assignment, neutral_)},
            {"user", say(hop.user, neutral_)},
            {"client_id", say(hop.client_id, neutral_)},
        };
    }

    json::value same_as(std::size_t index) const {
        auto const& hop = result_.hops[index];
        for (std::size_t i = 0; i < index; ++i) {
            auto const& other = result_.hops[i];
            bool const same = other.request.method == hop.request.method && other.url == hop.url &&
                              other.request.body == hop.request.body;
            if (same) return other.number;
        }
        return nullptr;
    }

    json::array headers(http::Headers const& headers) const {
        json::array out;
        for (auto const& [name, value] : headers.fields()) {
            out.emplace_back(json::array{say(name, neutral_), say(value, neutral_)});
        }
        return out;
    }

    /// @param sent  its size on the wire: the log keeps the first 64 KiB only
    json::value body(std::string const& bytes, std::size_t sent, std::string const& type) const {
        if (bytes.empty()) return nullptr;
        auto const whole = neutral_(bytes);
        bool const cut_by_log = sent > body_limit;
        auto const size = cut_by_log ? sent : whole.size();  // redaction and neutral origins change the length
        auto kept = prefix(whole, body_limit);
        if (cut_by_log && !base::is_valid_utf8(kept)) kept = whole_characters(kept);
        json::object out{
            {"type",      base::to_valid_utf8(type)       },
            {"size",      size                            },
            {"truncated", cut_by_log || kept.size() < size}
        };
        if (base::is_valid_utf8(kept)) {
            out["text"] = kept;
        } else {
            out["base64"] = base::base64_encode(std::string_view(whole).substr(0, body_limit));
        }
        if (!bodies_) return out;
        return bodies_->put(type + '\n' + std::to_string(size) + '\n' + whole, std::move(out));
    }

    // Without the first bytes of a character that the log's cut left behind.
    static std::string_view whole_characters(std::string_view text) {
        for (std::size_t cut = 1; cut <= 3 && cut < text.size(); ++cut) {
            auto const shorter = text.substr(0, text.size() - cut);
            if (base::is_valid_utf8(shorter)) return shorter;
        }
        return text;
    }

    json::object replay() const {
        json::array substitutions;
        json::array faults;
        auto const of_kind = [&](traffic::CallKind kind) {
            return std::ranges::any_of(result_.hops, [&](auto const& hop) { return hop.kind == kind; });
        };
        if (of_kind(traffic::CallKind::launch)) substitutions = {"nonce", "state", "iat", "exp"};
        if (of_kind(traffic::CallKind::token))
            substitutions.insert(substitutions.end(), {"client_assertion", "access_token"});
        for (auto const& hop : result_.hops) {
            if (!hop.fault.empty())
                faults.emplace_back(json::object{
                    {"hop", hop.number},
                    {"fault", say(hop.fault, neutral_)}
                });
        }
        return {
            {"command", replay_command("result.json", result_.id)},
            {"substitutions", std::move(substitutions)},
            {"fault_plan", std::move(faults)},
        };
    }
};

}  // namespace

json::value Bodies::put(std::string key, json::object description) {
    auto const [entry, is_new] = refs_.try_emplace(std::move(key), "b" + std::to_string(all_.size() + 1));
    if (is_new) all_.emplace_back(entry->second, std::move(description));
    return json::object{
        {"ref", entry->second}
    };
}

json::string say(std::string_view text, Neutral const& neutral) {
    auto out = neutral(std::string(text));
    return json::string(base::is_valid_utf8(out) ? out : base::to_valid_utf8(out));
}

json::object case_record(verdict::CaseResult const& result, Neutral const& neutral, Bodies* bodies) {
    return CaseWriter(result, neutral, bodies).record();
}

}  // namespace easel::report::detail
