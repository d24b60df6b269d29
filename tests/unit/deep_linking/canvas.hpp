#pragma once

#include "deep_linking/deep_linking.hpp"
#include "jose/key.hpp"
#include "lti13/deep_linking_request.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace easel::deep_linking {

namespace json = base::json;

inline constexpr auto client = "10000000000207";

/// A Canvas with one tool, and the browser of somebody who comes back from its picker.
class Canvas {
  public:
    Canvas();

    /// Posts the response; fills `answer` and the rest.
    void post();
    /// Forgets the signed token and data, so that the next post makes new ones.
    void fresh() { data_text.clear(); }

    [[nodiscard]] std::string decided() const; ///< the last check that failed, or ""
    [[nodiscard]] bool reached(std::string const& fact) const;
    /// Texts of `errors.<group>[].type`.
    [[nodiscard]] std::vector<std::string> complaints(std::string const& group) const;
    /// The object on the success page.
    [[nodiscard]] json::object response() const;
    [[nodiscard]] world::Course& course() { return *world::course_named(world, "bio101"); }

    base::Instant now{std::chrono::seconds(1'770'000'000)};
    world::World world;
    lti13::Issuer issuer;
    world::DeveloperKey* key = nullptr;
    world::Tool* tool = nullptr;

    // the response
    std::string placement = "editor_button";
    world::Id module_id = 0, assignment_id = 0, content_item_id = 0;
    json::object header;
    json::object claims;
    json::array items;
    bool with_items = true; ///< the claim content_items is there
    jose::Key signer;
    std::string token;     ///< "" : made of the above
    std::string data_text; ///< "" : made of the above; kept after the post
    bool with_data = true;
    std::string path; ///< "" : the course's
    std::string user = "grace";
    std::string accept;
    lti13::FetchedJwks jwks;

    traffic::Answer answer;

  private:
    int posts_ = 0;
};

/// The ids of every fact that any test's trail named.
[[nodiscard]] std::set<std::string>& reached_facts();
[[nodiscard]] std::set<std::string> listed_facts();

[[nodiscard]] json::object object(std::string_view text);
[[nodiscard]] json::array array(std::string_view text);
[[nodiscard]] std::string lti(std::string const& name);
[[nodiscard]] std::string dl(std::string const& name);

} // namespace easel::deep_linking
