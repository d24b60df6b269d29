#include "lti13/hint.hpp"
#include "lti13/launch.hpp"
#include "lti13/subject.hpp"

namespace easel::lti13 {

base::Result<LoginInitiation> open_launch(
    world::World& world, Issuer const& issuer, LaunchStore& store, LaunchIntent const& intent, base::Instant now
) {
    auto const subject = find_subject(world, issuer, intent, now);
    if (!subject) return subject.error();
    auto claims = launch_claims(world, issuer, intent, now);
    if (!claims) return claims.error();

    StoredLaunch stored;
    stored.claims = std::move(*claims);
    stored.client_id = subject->key->client_id;
    stored.login_hint = subject->login_hint();
    stored.course = subject->course == nullptr ? "" : subject->course->name;
    stored.assignment = intent.assignment;
    stored.user = intent.user;
    stored.opened_at = now;

    Hint hint;
    hint.verifier = world.random.hex(128);
    hint.canvas_domain = authority(issuer);
    hint.context_type = subject->course == nullptr ? "Account" : "Course";
    hint.context_id = (subject->course == nullptr ? world.account.id : subject->course->id) + world::shard_offset;
    hint.expires = base::to_numeric_date(now + launch_life);

    LoginInitiation login;
    login.url = subject->tool->login_url;
    login.verifier = hint.verifier;
    login.fields = {
        {"iss", issuer.issuer},
        {"login_hint", stored.login_hint},
        {"client_id", stored.client_id},
        {"deployment_id", subject->tool->deployment_id},
        {"target_link_uri", subject->target_link_uri()},
        {"lti_message_hint", sign_hint(issuer, hint)},
        {"canvas_environment", world.dialects.document_environment_words ? "production" : "prod"},
        {"canvas_region",
         world.dialects.document_environment_words && issuer.region == "not_configured" ? "unknown" : issuer.region},
        {"lti_storage_target", "post_message_forwarding"},
    };
    std::erase_if(store, [now](auto const& each) { return each.second.opened_at + launch_life <= now; });
    store[hint.verifier] = std::move(stored);
    return login;
}

}  // namespace easel::lti13
