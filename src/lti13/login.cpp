#include "base/bounded.hpp"
#include "lti13/hint.hpp"
#include "lti13/launch.hpp"
#include "lti13/subject.hpp"

namespace easel::lti13 {

namespace {

constexpr std::size_t most_open = 2'000; ///< launches that nobody has finished

char const* context_type(world::ContextKind kind) {
    switch (kind) {
        case world::ContextKind::course:
            return "Course";
        case world::ContextKind::group:
            return "Group";
        case world::ContextKind::account:
            break;
    }
    return "Account";
}

Hint hint_of(Subject const& subject, LaunchIntent const& intent) {
    Hint hint;
    hint.verifier = subject.world.random.hex(128);
    hint.canvas_domain = authority(subject.issuer);
    hint.context_type = context_type(subject.context_kind());
    hint.context_id = subject.context_number() + world::shard_offset;
    hint.locale = subject.locale();
    hint.storage_target = intent.storage_target;
    hint.expires = base::to_numeric_date(subject.now + launch_life);
    return hint;
}

/// @par Source lti13-launch.md 2.1
base::Fields login_fields(Subject const& subject, Hint const& hint) {
    auto const& issuer = subject.issuer;
    auto const& dialects = subject.dialects();
    bool const documented = dialects.document_environment_words;
    base::Fields fields{
        {"iss", issuer.issuer},
        {"login_hint", subject.login_hint()},
        {"client_id", subject.key->client_id},
        {"deployment_id", subject.tool->deployment_id},
    };
    if (dialects.lti_deployment_id_in_login) { // that both are sent is inferred
        fields.emplace_back("lti_deployment_id", subject.tool->deployment_id);
        subject.note({"2.1.5"});
    }
    fields.emplace_back("target_link_uri", subject.target_link_uri());
    fields.emplace_back("lti_message_hint", sign_hint(issuer, hint));
    fields.emplace_back("canvas_environment", documented ? "production" : "prod");
    fields.emplace_back("canvas_region", documented && issuer.region == "not_configured" ? "unknown" : issuer.region);
    if (hint.storage_target) fields.emplace_back("lti_storage_target", "post_message_forwarding");
    subject.note({"1.1", "2.1", "2.2"});
    subject.note({"2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.6", "2.1.7", "2.1.8", "2.1.9", "2.1.10"});
    return fields;
}

} // namespace

base::Result<LoginInitiation> open_launch(
    world::World& world, Issuer const& issuer, LaunchStore& store, LaunchIntent const& intent, base::Instant now
) {
    auto subject = find_subject(world, issuer, intent, now);
    if (!subject) return subject.error();
    if (subject->key == nullptr) return not_by_login(*subject);
    StoredLaunch stored;
    subject->noted = &stored.rests_on;
    stored.rests_on.reserve(200);
    stored.claims = claims_of(*subject);
    stored.client_id = subject->key->client_id;
    stored.login_hint = subject->login_hint();
    stored.course = subject->course == nullptr ? "" : subject->course->name;
    stored.assignment = intent.assignment;
    stored.user = intent.user;
    stored.opened_at = now;
    stored.legacy_secret = subject->tool->legacy_secret;

    auto const hint = hint_of(*subject, intent);
    LoginInitiation login;
    login.url = subject->tool->login_url;
    login.verifier = hint.verifier;
    login.fields = login_fields(*subject, hint);
    base::make_room(
        store,
        most_open,
        [now](StoredLaunch const& each) { return each.opened_at + launch_life <= now; },
        [](StoredLaunch const& each) { return each.opened_at; }
    );
    store[hint.verifier] = std::move(stored);
    world::touch_rest(world); // randomness was used: nonces must not come again after a restart
    return login;
}

} // namespace easel::lti13
