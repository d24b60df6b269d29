#pragma once

#include "lti11/launch.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace easel::lti11 {

/// The default world, whose tool `tool` speaks LTI 1.1, and an issuer.
class Canvas : public testing::Test {
  protected:
    Canvas();
    void TearDown() override; ///< every fact id that a launch named is in the catalogue

    /// The launch, which must be one.
    Launch open(lti13::LaunchIntent const& intent);
    /// Its fields by name.
    std::map<std::string, std::string> fields(lti13::LaunchIntent const& intent);
    /// Why there is no launch; "none" when there is.
    std::string trouble(lti13::LaunchIntent const& intent);
    /// A placement of the tool, alone of its name.
    world::Placement& place(std::string name, std::string message = {});
    world::Course& bio() { return *world::course_named(world, "bio101"); }
    world::User& user(std::string const& name) { return *world::user_named(world, name); }
    world::Assignment& quiz() { return *world::assignment_named(world, "quiz1"); }

    base::Instant now{std::chrono::seconds(1'770'000'000)};
    world::World world;
    lti13::Issuer issuer;
    world::Tool* tool = nullptr;

  private:
    std::map<std::string, bool> named_;
};

} // namespace easel::lti11
