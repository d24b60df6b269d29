#pragma once

#include "lti11/sourcedid.hpp"
#include "lti13/issuer.hpp"
#include "oauth1/oauth1.hpp"
#include "outcomes/outcomes.hpp"

#include <map>
#include <string>

namespace easel::outcomes {

[[nodiscard]] base::Instant at(std::string const& text);

/// What a tool puts into the OAuth parameters, or does to them.
struct Signing {
    std::string secret = "s3cret";
    std::string method = "HMAC-SHA1";
    std::string nonce = {}; ///< "": a fresh one
    base::Duration ahead{0};
    std::map<std::string, std::string> parameters = {}; ///< further or other ones; "~" leaves one out
    std::string header = {}; ///< instead of the whole header
};

/// A Canvas with one course, one student, one tool of LTI 1.1 and its assignment, at 2026-03-01T10:04:00Z.
struct Canvas {
    Canvas();

    world::World world;
    Desk desk;
    lti13::Issuer issuer;
    base::Instant now = at("2026-03-01T10:04:00Z");
    base::Instant tool_now = now;

    static constexpr world::Id tool = 7, other_tool = 8, course = 1, assignment = 42, student = 9, teacher = 10;

    [[nodiscard]] std::string sourcedid(world::Id user = student) const;
    /// The envelope around what stands below `imsx_POXBody`.
    [[nodiscard]] static std::string envelope(std::string const& body);
    /// A replaceResult of the student with what stands in `result` and in `submissionDetails`.
    [[nodiscard]] std::string replace(std::string const& result, std::string const& details = {}) const;
    [[nodiscard]] static std::string score(std::string const& text);
    [[nodiscard]] static std::string total(std::string const& text);
    [[nodiscard]] std::string operation(std::string const& name) const; ///< with the sourcedid only

    [[nodiscard]] http::Request signed_request(std::string const& target, http::Request request, Signing const& how = {});
    [[nodiscard]] http::Request pox(std::string body, Signing const& how = {});
    traffic::Answer ask(http::Request const& request);
    traffic::Answer post(std::string body, Signing const& how = {}) { return ask(pox(std::move(body), how)); }

    [[nodiscard]] world::Submission* submission(world::Id user = student);
    [[nodiscard]] world::Assignment& the_assignment();

  private:
    int nonces_ = 0;
};

/// The check that refused, "2.4"; "" when none did.
[[nodiscard]] std::string decided_by(traffic::Answer const& answer);
[[nodiscard]] bool applied(traffic::Answer const& answer, std::string const& rule);
/// The text of the first element of that name in the answer; "" when it is empty or absent.
[[nodiscard]] std::string element(traffic::Answer const& answer, std::string const& name);
/// The description without the number of its report.
[[nodiscard]] std::string description(traffic::Answer const& answer);

} // namespace easel::outcomes
