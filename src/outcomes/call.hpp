#pragma once

#include "outcomes/outcomes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the parts of the service hand each other. Internal to this module.
namespace easel::outcomes {

/// What a request asks for, whichever way it is written. Absent elements are nothing, empty ones are "".
/// @par Source canvas/outcomes.md 3.1, 7.2
struct Passback {
    std::string message_id;
    std::string operation; ///< "replaceResult", or whatever else stands there; "": none
    std::string sourcedid;
    std::optional<std::string> score;
    std::optional<std::string> total_score;
    std::optional<std::string> text;
    std::optional<std::string> url;
    std::optional<std::string> launch_url;
    std::optional<std::string> download_url;
    std::optional<std::string> document_name;
    std::optional<std::string> submitted_at;
    bool prioritizes_non_tool_grade = false;
    bool needs_additional_review = false;
    std::vector<std::string_view> applied; ///< facts about how it was read
};

/// How a request was dealt with. @par Source canvas/outcomes.md 6
struct Reply {
    enum class Major { success, failure, unsupported } major = Major::success;
    std::string description;
    std::string_view code; ///< `ext_canvas_error_code`; "": none
    bool names_operation = true; ///< the body holds the operation's answer
    bool shows_score = false;    ///< of a read
    std::optional<double> score; ///< from 0 to 1; nothing when there is no grade
    std::optional<http::Response> crash; ///< what Canvas answers where it breaks down
};
[[nodiscard]] Reply failure(std::string_view code, std::string description);
[[nodiscard]] Reply unsupported();

/// One call on its way through the checks; the pointers are set once their checks have passed.
struct Call {
    Context context;
    Route route;
    http::Request const& request;
    Passback asked = {};
    world::Tool* tool = nullptr;
    world::Course* course = nullptr;
    world::Assignment* assignment = nullptr;
    world::User* user = nullptr;
    traffic::Answer answer = {};

    [[nodiscard]] world::World& world() { return context.world; }
    /// Those of the course once it is known.
    [[nodiscard]] world::Dialects const& dialects() const;
    /// Notes a check, "2.10a", and says whether it passed.
    [[nodiscard]] bool holds(std::string_view check, bool passed);
    /// Notes a rule that applies and decides nothing.
    void applies(std::string_view rule);
};

/// Checks 2 to 6: whether the tool signed this, just now, for the first time; else the refusal.
/// @par Source canvas/outcomes.md 2, 6.2
[[nodiscard]] std::optional<http::Response> refuse_unsigned(Call& call);

/// The document as Canvas reads it: whatever can be recovered counts. @par Source canvas/outcomes.md 2.1, 3.1
[[nodiscard]] Passback read_pox(std::string_view body);
/// @par Source canvas/outcomes.md 7.2
[[nodiscard]] Passback read_legacy_form(http::Request const& request);

/// Checks 10a to 10i; sets course, user and assignment. @par Source canvas/outcomes.md 2
[[nodiscard]] std::optional<Reply> refuse_sourcedid(Call& call);

/// @par Source canvas/outcomes.md 3
[[nodiscard]] Reply replace_result(Call& call);
/// Of the student's submission, as readResult shows it. @par Source canvas/outcomes.md 4
[[nodiscard]] std::optional<double> shown_score(Call& call);

/// A number as Ruby's `Float` reads it. @par Source canvas/outcomes.md 3.3
[[nodiscard]] std::optional<double> read_float(std::string_view text);
/// 0.92 -> "92%", 0.555 -> "55.50000000000001%". @par Source canvas/outcomes.md 3.3
[[nodiscard]] std::string percent_text(double fraction);

/// A time as Rails reads it. `impossible`: it has the form of a date that no calendar has, which breaks Canvas.
/// @par Source canvas/outcomes.md 3.4
struct ReadTime {
    std::optional<base::Instant> at;
    bool impossible = false;
};
[[nodiscard]] ReadTime read_time(std::string_view text);

/// N2 and its like: a JSON error with the number of its report. @par Source canvas/outcomes.md 2.4
[[nodiscard]] http::Response reported_error(Desk& desk, int status, std::string_view message);
/// N3. @par Source canvas/outcomes.md 2.4
[[nodiscard]] http::Response internal_error(Desk& desk);
/// @par Source canvas/outcomes.md 6
[[nodiscard]] http::Response pox_answer(Call& call, Reply const& reply);
/// @par Source canvas/outcomes.md 7.2
[[nodiscard]] http::Response legacy_answer(Call& call, Reply const& reply);

} // namespace easel::outcomes
