#pragma once

#include "lti13/launch.hpp"
#include "lti13/token.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace easel::lti13 {

/// A default world with one tool, an issuer with the fixture keys, and a clock to set.
class Stage : public testing::Test {
  protected:
    Stage();
    void TearDown() override;  ///< every fact id that a trail named is in the catalogue

    LoginInitiation open(LaunchIntent const& intent);
    /// Launches quiz1 as ada.
    LoginInitiation open();
    /// A complete authentication request for the login.
    base::Fields request_for(LoginInitiation const& login) const;
    /// Plays the second hop; remembers its trail.
    traffic::Answer authorize_with(base::Fields const& fields, std::string const& session_user);
    traffic::Answer authorize_with(base::Fields const& fields);
    /// Remembers the facts of a trail, for the catalogue.
    void remember(traffic::Trail const& trail);

    std::string ada() { return world::user_named(world, "ada")->legacy_id; }

    base::Instant now{std::chrono::seconds(1'770'000'000)};
    world::World world;
    Issuer issuer;
    LaunchStore store;
    world::DeveloperKey* key = nullptr;
    world::Tool* tool = nullptr;

  private:
    std::map<std::string, bool> named_;
};

/// action, and the hidden fields of an answer page's form.
struct Form {
    std::string action;
    base::Fields fields;
};
Form form_in(std::string const& page);

/// The last check of a trail: "lti13-launch/3.1.4 failed".
std::string decided(traffic::Trail const& trail);

/// Does the catalogue fixtures/facts/<file>.yaml have the id?
bool is_catalogued(std::string const& fact);

std::string c(std::string_view claim);  ///< "https://purl.imsglobal.org/spec/lti/claim/<claim>"

}  // namespace easel::lti13
