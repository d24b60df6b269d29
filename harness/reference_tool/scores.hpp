#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "reference_tool/session.hpp"
#include "reference_tool/switches.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace easel::reference_tool {

/// Why a score is sent: something was handed in, or a grade changes without a new attempt.
enum class Occasion { attempt, regrade };

/// Identifies a course of a registration, and a person's score in a line item.
[[nodiscard]] std::string course_key(Session const& session);
[[nodiscard]] std::string score_key(Session const& session, std::string_view line_item);

/// What the tool remembers about the scores it sent.
class ScoreBook {
  public:
    struct Ticket {
        std::uint64_t number = 0; ///< later changes have higher ones
        base::Instant stamp;      ///< strictly later than the last one of this key (AGS 3.4.9)
    };
    Ticket next(std::string const& key, base::Instant now, Switches const& defects);
    /// A later change of the same score exists, so that this one must not be sent any more.
    [[nodiscard]] bool overtaken(std::string const& key, std::uint64_t number) const;

    void delivered(std::string const& key) { scored_.insert(key); }
    [[nodiscard]] bool scored(std::string const& key) const { return scored_.contains(key); }

    /// The platform takes no more calls for this course until somebody is launched from it again.
    void conclude(std::string const& course) { concluded_.insert(course); }
    void reopen(std::string const& course) { concluded_.erase(course); }
    [[nodiscard]] bool concluded(std::string const& course) const { return concluded_.contains(course); }

    /// For good; only a defect does so.
    void abandon(std::string const& course) { abandoned_.insert(course); }
    [[nodiscard]] bool abandoned(std::string const& course) const { return abandoned_.contains(course); }

  private:
    std::map<std::string, Ticket> last_;
    std::set<std::string> scored_;
    std::set<std::string> concluded_;
    std::set<std::string> abandoned_;
};

/// The highest score this tool gives; the ratio is what counts (AGS 3.4.4).
inline constexpr double score_maximum = 10.0;

/// The body of a score message. @par Source AGS 3.4; ags.md 5.1
/// @param page  where the platform can show the attempt
[[nodiscard]] base::json::object score_body(
    Session const& session,
    double fraction,
    base::Instant stamp,
    Occasion occasion,
    std::string_view page,
    Switches const& defects
);

/// The text that is sent; a defect wraps it.
[[nodiscard]] std::string score_text(base::json::object const& body, Switches const& defects);

/// `<line item>/scores`, the line item's query kept. @par Source AGS 3.4.1
[[nodiscard]] std::string scores_url(std::string_view line_item, Switches const& defects);
/// `<line item>/results?user_id=<user>`, the line item's query kept; "" : everybody. @par Source AGS 3.3.1, 3.3.6
[[nodiscard]] std::string results_url(std::string_view line_item, std::string_view user, Switches const& defects);
/// The message that somebody has begun: no score, and no attempt. @par Source AGS 3.4.7; ags.md 5.7
[[nodiscard]] base::json::object start_body(Session const& session, base::Instant stamp, Switches const& defects);

} // namespace easel::reference_tool
