#include "platform/fault.hpp"

#include "base/text.hpp"
#include "platform/editing.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>

namespace easel::platform {
namespace {

namespace json = base::json;

std::vector<std::string> const& member_names() {
    static std::vector<std::string> const names{
        "call",
        "assignment",
        "times",
        "after",
        "every",
        "probability",
        "error",
        "status",
        "body",
        "headers",
        "fault",
        "delay",
        "label"};
    return names;
}
std::vector<std::string> const& disturbances() {
    static std::vector<std::string> const words{"reset", "stall", "truncated", "throttled"};
    return words;
}

std::string times_text(int times) {
    return times == 1 ? "once" : std::to_string(times) + " times";
}

class Reader {
  public:
    Reader(json::value const& value, DocumentedError const& documented, std::vector<Complaint>& complaints)
        : value_(value),
          documented_(documented),
          complaints_(complaints),
          before_(complaints.size()) {}

    std::optional<Fault> read() {
        if (!value_.is_object()) {
            complain("", "must be an object", "wrong-type");
            return std::nullopt;
        }
        for (auto const& [name, member] : value_.as_object()) {
            if (std::find(member_names().begin(), member_names().end(), name) != member_names().end()) continue;
            auto const near = base::nearest(name, member_names());
            auto const hint = near ? "; did you mean '" + *near + "'?" : std::string();
            complain(pointer_part(name), "is no member of a fault" + hint, "unknown-key");
        }
        read_call();
        read_plan();
        read_answer();
        read_disturbance();
        if (fault_.label.empty()) fault_.label = "delayed";
        if (auto const given = text("label")) fault_.label = *given;
        bool const idle =
            !fault_.answer && !fault_.throttled && fault_.delivery == http::Delivery::whole && !find("delay");
        if (idle && complaints_.size() == before_)
            complain("", "needs one of error, status, fault and delay", "missing-key");
        if (complaints_.size() != before_) return std::nullopt;
        return std::move(fault_);
    }

  private:
    json::value const* find(std::string_view name) const { return value_.as_object().if_contains(name); }

    void complain(std::string_view member, std::string message, std::string code = "bad-value") {
        complaints_.push_back({member.empty() ? "" : "/" + std::string(member), std::move(message), std::move(code)});
    }

    std::optional<std::string> text(std::string_view name) {
        auto const* found = find(name);
        if (found == nullptr) return std::nullopt;
        if (found->is_string()) return std::string(found->as_string());
        complain(name, "must be a text", "wrong-type");
        return std::nullopt;
    }

    /// A whole number within bounds; nothing when it is absent or wrong.
    std::optional<int> whole(std::string_view name, int least, int most) {
        auto const* found = find(name);
        if (found == nullptr) return std::nullopt;
        auto const number = base::number(*found);
        if (number && std::floor(*number) == *number && *number >= least && *number <= most)
            return static_cast<int>(*number);
        complain(name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }

    void read_call() {
        auto const call = text("call");
        if (!call) {
            if (find("call") == nullptr)
                complain("call", "is missing: the kind of call whose answers are meant", "missing-key");
            return;
        }
        if (auto const kind = traffic::call_kind(*call)) {
            fault_.kind = *kind;
        } else {
            auto const near = base::nearest(*call, traffic::call_kind_names());
            auto const hint = near ? "; did you mean '" + *near + "'?" : std::string();
            complain("call", "is no kind of call" + hint, "unknown-name");
        }
        if (auto const assignment = text("assignment")) fault_.assignment = *assignment;
    }

    void read_plan() {
        constexpr int most = 1'000'000;
        if (auto const* times = find("times"); times != nullptr && times->is_string()) {
            if (times->as_string() == "always") {
                fault_.times = -1;
            } else if (times->as_string() != "once") {
                complain("times", "must be a whole number, \"once\" or \"always\"");
            }
        } else if (times != nullptr && base::number(*times) == -1.0) {
            fault_.times = -1;
        } else if (auto const count = whole("times", 1, most)) {
            fault_.times = *count;
        }
        fault_.after = whole("after", 0, most).value_or(0);
        fault_.every = whole("every", 1, most).value_or(1);
        if (auto const* probability = find("probability")) {
            auto const share = base::number(*probability);
            if (share && *share >= 0 && *share <= 1) {
                fault_.probability = *share;
            } else {
                complain("probability", "must be a number from 0 to 1");
            }
        }
        if (auto const delay = text("delay")) {
            constexpr base::Duration longest = std::chrono::minutes(10);
            auto const span = base::parse_duration(*delay);
            if (span && *span <= longest) {
                fault_.delay = *span;
            } else {
                complain("delay", "must be a duration of at most 10m, such as \"250ms\"");
            }
        }
    }

    void read_answer() {
        if (find("error") != nullptr && find("status") != nullptr) complain("status", "cannot stand beside error");
        for (auto const* name : {"body", "headers"}) {
            if (find(name) != nullptr && find("status") == nullptr) complain(name, "needs a status beside it");
        }
        if (auto const row = text("error")) {
            fault_.answer = documented_ ? documented_(*row) : std::nullopt;
            fault_.label = *row;
            if (!fault_.answer) complain("error", "is no row of the documented error table", "unknown-name");
        }
        if (auto const status = whole("status", 100, 599)) {
            auto const* body = find("body");
            auto const is_json = body != nullptr && !body->is_string();
            auto const content = body == nullptr ? std::string()
                                 : is_json       ? base::dump(*body)
                                                 : std::string(body->as_string());
            fault_.answer = is_json ? http::json(*status, content) : http::text(*status, content);
            fault_.label = "status " + std::to_string(*status);
            read_headers(fault_.answer->headers);
        }
    }

    void read_headers(http::Headers& headers) {
        auto const* all = find("headers");
        if (all == nullptr) return;
        if (!all->is_object()) return complain("headers", "must be an object", "wrong-type");
        for (auto const& [name, value] : all->as_object()) {
            auto const* const text = value.if_string();
            auto const problem = text == nullptr ? "must be a text of one line" : header_problem(name, *text);
            if (problem) {
                complain("headers/" + pointer_part(name), *problem);
            } else {
                headers.set(std::string_view(name), std::string(value.as_string()));
            }
        }
    }

    void read_disturbance() {
        auto const word = text("fault");
        if (!word) return;
        bool const replaced = fault_.answer.has_value();
        if (*word == "truncated") {
            fault_.delivery = http::Delivery::truncated;
            fault_.label = replaced ? fault_.label + ", truncated" : *word;
            return;
        }
        if (std::find(disturbances().begin(), disturbances().end(), *word) == disturbances().end()) {
            return complain("fault", "must be one of " + base::join(disturbances(), ", "));
        }
        if (replaced) return complain("fault", "leaves no answer, so error and status cannot stand beside it");
        fault_.label = *word;
        if (*word == "throttled") {
            fault_.throttled = true;
            return;
        }
        fault_.delivery = *word == "reset" ? http::Delivery::reset : http::Delivery::stall;
        fault_.answer = http::json(500, "{}"); // nobody sees it; nothing is to be worked out
    }

    json::value const& value_;
    DocumentedError const& documented_;
    std::vector<Complaint>& complaints_;
    std::size_t before_;
    Fault fault_;
};

} // namespace

Fault* strike(std::deque<Fault>& faults, traffic::CallKind kind, std::string const& assignment, base::Random& chance) {
    for (auto& fault : faults) {
        bool const meant = fault.kind == kind && (fault.assignment.empty() || fault.assignment == assignment);
        if (!meant || fault.times == 0) continue;
        if (++fault.seen <= fault.after) continue;
        if ((fault.seen - fault.after - 1) % fault.every != 0) continue;
        constexpr int mantissa = 53;
        auto const drawn = [&] { return std::ldexp(static_cast<double>(chance.next() >> (64 - mantissa)), -mantissa); };
        if (fault.probability < 1 && drawn() >= fault.probability) continue;
        if (fault.times > 0) --fault.times;
        ++fault.struck;
        return &fault;
    }
    return nullptr;
}

std::optional<Fault> fault_from_json(
    json::value const& value, DocumentedError const& documented, std::vector<Complaint>& complaints
) {
    return Reader(value, documented, complaints).read();
}

std::string describe(Fault const& fault) {
    auto text = (fault.label.empty() ? std::string("fault") : fault.label) + " for " +
                std::string(traffic::to_string(fault.kind));
    if (!fault.assignment.empty()) text += " of " + fault.assignment;
    text += ", " + (fault.times < 0 ? std::string("always") : times_text(fault.times + fault.struck));
    if (fault.after > 0) text += ", after " + std::to_string(fault.after) + (fault.after == 1 ? " call" : " calls");
    if (fault.every > 1) text += ", one call in " + std::to_string(fault.every);
    if (fault.probability < 1) text += ", with probability " + base::dump(json::value(fault.probability));
    if (fault.delay > base::Duration::zero()) text += ", delayed by " + base::to_string(fault.delay);
    return text;
}

std::string describe_outcome(Fault const& fault) {
    auto text = describe(fault) + "; " +
                (fault.struck == 0 ? std::string("never struck") : "struck " + times_text(fault.struck));
    return fault.times > 0 ? text + ", still armed" : text;
}

} // namespace easel::platform
