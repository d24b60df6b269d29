#pragma once

#include "check/wire_inspection.hpp"
#include "check/xml_reading.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Internal to the wire checks: requests to the Outcomes service, taken apart. @par Source canvas/outcomes.md
namespace easel::check::wire {

/// One request of the tool to the Outcomes service. Those to the older service of forms are none (outcomes.md 7.2).
struct OutcomeCall {
    Exchange const* exchange = nullptr;
    std::string trouble;                          ///< why the body is no well-formed XML; "" : it is
    bool cut = false;                             ///< the body ends before its document does
    std::shared_ptr<pugi::xml_document> document; ///< as far as it could be read
    pugi::xml_node operation;                     ///< "replaceResultRequest"; null: there is none
    std::optional<std::string> sourcedid;         ///< as it stands

    [[nodiscard]] std::string_view name() const { return xml::local_name(operation); }
    [[nodiscard]] bool replaces() const { return name() == "replaceResultRequest"; }
    [[nodiscard]] pugi::xml_node result() const;
    [[nodiscard]] pugi::xml_node details() const { return xml::child(operation, "submissionDetails"); }
};
/// Those whose body the log kept whole.
[[nodiscard]] std::vector<OutcomeCall> outcome_calls(Case const& run);

/// The launch whose result a call is about: the latest before it with that sourcedid, else the latest before it; null
/// when there was none.
[[nodiscard]] WireContext::Sent const* launch_of(Case const& run, OutcomeCall const& call);

/// The OAuth parameters of a request, of its header or else of its query.
struct Signed {
    base::Fields parameters;
    bool in_header = false;
    std::string trouble; ///< why the header cannot be read
};
[[nodiscard]] Signed signature_parameters(Exchange const& exchange);

/// What is wrong with a signature.
struct SignatureJudgement {
    enum class Kind { right, without_query, wrong, unknown_key } kind = Kind::wrong;
    std::string how; ///< after "signed a result wrongly: "; "" unless it is wrong
};
/// Tries what is known to go wrong when the right base string does not give the signature.
[[nodiscard]] SignatureJudgement judge_signature(Case const& run, Exchange const& exchange, Signed const& sent);

} // namespace easel::check::wire
