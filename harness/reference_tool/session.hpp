#pragma once

#include "base/instant.hpp"
#include "reference_tool/roles.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::reference_tool {

/// What a picker was opened with (Deep Linking 4.4.1).
struct Picker {
    std::string id; ///< stands in its form: several may be open in one browser
    std::string return_url;
    std::string title;              ///< what the platform calls it; may be empty
    std::vector<std::string> types; ///< that may be offered
    std::vector<std::string> targets;     ///< how it may be shown: iframe, window, embed
    std::vector<std::string> media_types; ///< of files; "image/*" is every image; empty: any
    bool several = false;
    bool line_items = true; ///< unless the platform says that it takes none
    std::optional<std::string> data; ///< to be sent back as it came
};

/// Where results of an LTI 1.1 launch go, and what may be said of them besides a score. @par Source lti11.md 1.3
struct OutcomeService {
    std::string url;                      ///< "" : none
    std::string sourcedid;                ///< whose result of what; "" : nobody's
    std::vector<std::string> data_values; ///< kinds of result data
    double points = 0;                    ///< of the assignment; 0 : none, or not known
    bool total_score = false;
    bool submitted_at = false;
    bool prioritize = false; ///< prioritizeNonToolGrade
    bool review = false;     ///< needsAdditionalReview
};

/// What a launch left behind: who is here, in which course, and where scores go.
struct Session {
    std::string id;
    std::size_t registration = 0;
    std::string user; ///< the `sub`
    std::string person; ///< the tool's own name for them
    std::string name; ///< shown; may be empty
    std::string email;
    std::string legacy_id; ///< claim lti11_legacy_user_id; used by a defect only
    std::string deployment;
    std::string consumer_key; ///< LTI 1.1; "" : launched by LTI 1.3
    std::string course; ///< context id; may be empty
    std::string course_title;
    std::string link; ///< resource link id
    std::string link_title;
    std::string platform_origin; ///< whose pages may frame this tool's
    View view = View::neither;
    std::vector<std::string> scopes; ///< of the AGS claim
    std::string line_item;           ///< "" : none
    std::string line_items;          ///< "" : none
    std::string memberships;         ///< the roster's URL; "" : none
    std::string exercise;            ///< custom value exercise: what was picked for this link; "" : nothing
    base::Instant started;           ///< when the launch came
    bool reports_progress = false;   ///< custom value report=progress: the beginning is reported, too
    int launches = 1; ///< of this person in this browser, one behind the other; used by defects only
    std::string chapter; ///< what the target link asks for; "" : the front page
    bool hands_in_a_file = false;    ///< custom value hand_in=file: the work is uploaded with its score
    std::optional<Picker> picker;    ///< somebody is here to choose, not to work
    std::optional<OutcomeService> outcomes; ///< of LTI 1.1 launches only

    [[nodiscard]] bool may(std::string_view scope) const {
        return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
    }
};

/// Sessions by their cookie. They end by number, not by time: scenarios move the clock by months within one sitting.
class SessionBook {
  public:
    Session& open(Session session) {
        constexpr std::size_t most = 10'000;
        if (order_.size() >= most) {
            sessions_.erase(order_.front());
            order_.erase(order_.begin());
        }
        order_.push_back(session.id);
        auto const id = session.id;
        return sessions_.insert_or_assign(id, std::move(session)).first->second;
    }
    [[nodiscard]] Session* find(std::string_view id) {
        auto const found = sessions_.find(id);
        return found == sessions_.end() ? nullptr : &found->second;
    }
    void close(std::string_view id) {
        auto const found = sessions_.find(id);
        if (found == sessions_.end()) return;
        std::erase(order_, found->first);
        sessions_.erase(found);
    }
    /// The session opened last, or null.
    [[nodiscard]] Session* latest() { return order_.empty() ? nullptr : find(order_.back()); }

  private:
    std::map<std::string, Session, std::less<>> sessions_;
    std::vector<std::string> order_; ///< oldest first
};

} // namespace easel::reference_tool
