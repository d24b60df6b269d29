#include "base/codec.hpp"
#include "base/text.hpp"
#include "jose/jwt.hpp"
#include "jose/key.hpp"
#include "lti13/form_page.hpp"
#include "lti13/hint.hpp"
#include "lti13/launch.hpp"
#include "traffic/checks.hpp"
#include "world/context.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <memory_resource>
#include <unordered_set>

namespace easel::lti13 {

namespace {

constexpr std::array required_parameters{
    "client_id",
    "login_hint",
    "lti_message_hint",
    "nonce",
    "prompt",
    "redirect_uri",
    "response_mode",
    "response_type",
    "scope",
};

base::Fields parameters_of(http::Request const& request) {
    auto all = request.query();
    for (auto& field : request.form()) all.push_back(std::move(field));
    return all;
}

/// Ruby's String#to_i: leading digits, else 0.
world::Id integer_part(std::string const& text) {
    world::Id number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

http::Response message(int status, std::string const& text) {
    return http::json(status, base::dump(base::json::object{{"message", text}}));
}

http::Response error_list(int status, base::json::object error) {
    return http::json(status, base::dump(base::json::object{{"errors", base::json::array{std::move(error)}}}));
}

/// Nobody is logged in: once more with `retried`, in case a cookie was held back; then 401. The pages' own text is
/// ours, Canvas's is not known. @par Source lti13-launch.md 3.1, "No session cookie at all"
http::Response no_session_page(http::Request const& request, bool retried) {
    if (retried)
        return http::html(
            401,
            "<!DOCTYPE html>\n<html>\n<head><title>Log in</title></head>\n"
            "<body><h1>Please log in to continue</h1></body>\n</html>\n"
        );
    auto const mark = request.target.find('?') == std::string::npos ? "?" : "&";
    auto const again = base::html_escape(request.target + mark + "retried=true");
    return http::html(
        200,
        "<!DOCTYPE html>\n<html>\n<head><title>Cookies needed</title>\n<meta http-equiv=\"refresh\" content=\"0; url=" +
            again + "\">\n</head>\n<body><a href=\"" + again + "\">Continue</a></body>\n</html>\n"
    );
}

bool is_expired(Hint const& hint, base::Instant now) {
    return hint.expires <= base::to_numeric_date(now);
}

/// The second hop, step by step; each step notes its check.
class Authorization {
  public:
    Authorization(world::World& world, Issuer const& issuer, LaunchStore& store, http::Request const& request)
        : world_(world),
          issuer_(issuer),
          store_(store),
          request_(request),
          sent_(parameters_of(request)) {}

    traffic::Answer run(std::string const& session_user, base::Instant now) {
        answer_.client_id = base::value_of(sent_, "client_id");
        check_parameters();
        if (!check_hint(now)) return std::move(answer_);
        name_launch();
        if (!check_session(session_user)) return std::move(answer_);
        if (!check_key()) return std::move(answer_);
        if (error_.empty()) consume_launch(now);
        if (!check_redirect_uri()) return std::move(answer_);
        respond();
        return std::move(answer_);
    }

  private:
    bool note(std::string_view row, bool passed) {
        return traffic::note(answer_.trail, {"lti13-launch/3.1.", row}, passed);
    }

    /// Rows that tell how the request was read, or what follows from the answer.
    void applies(std::initializer_list<char const*> rows) {
        for (auto const* row : rows) answer_.trail.push_back({{"lti13-launch/", row}, true});
    }

    bool is_stored() const { return store_.contains(hint_.verifier); }

    /// Posted errors do not stop: a later one overwrites an earlier one (3.1).
    void check(std::string_view row, bool passed, std::string_view error, std::string_view description) {
        if (note(row, passed)) return;
        error_ = error;
        description_ = description;
        decided_by_ = {"lti13-launch/3.1.", row};
    }

    void check_parameters() {
        // An empty value counts as present (2.2, inferred).
        std::vector<std::string> missing;
        for (auto const* name : required_parameters) {
            auto const* const value = base::find(sent_, name);
            if (value == nullptr) missing.emplace_back(name);
            if (value != nullptr && value->empty()) applies({"2.2.11"});
        }
        check(
            "1",
            missing.empty(),
            "invalid_request_object",
            "The following parameters are missing: " + base::join(missing, ",")
        );
        check("2", base::value_of(sent_, "scope") == "openid", "invalid_request_object", "The 'scope' must be 'openid'");
    }

    bool check_hint(base::Instant now) {
        auto const text = base::value_of(sent_, "lti_message_hint");
        if (!note("3b", !text.empty())) {
            answer_.response = error_list(400, {{"message", "lti_message_hint is missing"}}); // inferred
            return false;
        }
        auto const hint = read_hint(issuer_, text);
        if (hint && is_expired(*hint, now)) applies({"3.1.14"});
        if (!note("3", hint && !is_expired(*hint, now))) {
            answer_.response = message(400, "Invalid lti_message_hint");
            return false;
        }
        hint_ = *hint;
        bool const there = find_context();
        if (!note("3c", there)) answer_.response = not_found();
        return there;
    }

    /// The context that the hint names, which may be gone by now.
    bool find_context() {
        auto const kind = hint_.context_type == "Account" ? world::ContextKind::account
                          : hint_.context_type == "Group" ? world::ContextKind::group
                                                          : world::ContextKind::course;
        context_ = world::find_context(world_, kind, hint_.context_id - world::shard_offset);
        return context_.found;
    }

    void name_launch() {
        auto const found = store_.find(hint_.verifier);
        if (found == store_.end()) return;
        answer_.course = found->second.course;
        answer_.assignment = found->second.assignment;
        answer_.user = found->second.user;
    }

    bool check_session(std::string const& session_user) {
        bool const nobody = session_user.empty();
        // Whoever is not logged in may look at an available public course: the check is skipped there.
        auto const* const course = context_.group == nullptr ? context_.course : nullptr;
        if (nobody && course != nullptr && course->is_public && course->state == world::CourseState::available)
            return note("4", true);
        if (nobody && !world::dialects_in(world_, context_).posts_login_required) {
            bool const retried = base::value_of(sent_, "retried") == "true";
            if (is_stored()) applies({"3.1.17"});
            if (note(retried ? "16" : "15", false)) return true;
            answer_.response = no_session_page(request_, retried);
            return false;
        }
        bool const same = !nobody && session_user == base::value_of(sent_, "login_hint");
        check(nobody ? "18" : "4", same, "login_required", "Must have an active user session");
        return true;
    }

    bool check_key() {
        bool const sent = base::find(sent_, "client_id") != nullptr;
        key_ = world::key_by_number(world_, integer_part(base::value_of(sent_, "client_id")));
        if (!note(sent ? "5" : "13", key_ != nullptr)) {
            answer_.response = not_found();
            return false;
        }
        answer_.client_id = key_->client_id;
        check(
            "5b",
            key_->state == world::KeyState::active && key_->on_for_account,
            "unauthorized_client",
            "Client not authorized in requested context"
        );
        return true;
    }

    void consume_launch(base::Instant now) {
        auto const found = store_.find(hint_.verifier);
        bool const there = found != store_.end() && found->second.opened_at + launch_life > now;
        if (there) launch_ = std::move(found->second);
        if (found != store_.end()) store_.erase(found);
        if (!there) applies({"3.3.1", "3.3.2"});
        check("6", there, "launch_no_longer_valid", "The launch has either expired or already been consumed");
    }

    bool check_redirect_uri() {
        auto const* const uri = base::find(sent_, "redirect_uri");
        if (uri == nullptr) { // a nil is split: an internal error (3.1, inferred)
            if (note("12", false)) return true;
            answer_.response =
                error_list(500, {{"message", "An error occurred."}, {"error_code", "internal_server_error"}});
            return false;
        }
        auto const& registered = key_->redirect_uris;
        auto const has_query = [](std::string const& each) { return each.find('?') != std::string::npos; };
        auto const known = std::find_if(registered.begin(), registered.end(), [uri](std::string const& each) {
            return redirect_uri_matches(each, *uri);
        });
        if (std::any_of(registered.begin(), registered.end(), has_query)) applies({"3.2.2", "3.2.5", "3.2.7"});
        if (known == registered.end()) {
            applies({"3.2.8"});
            if (!error_.empty()) applies({"3.1.8"});
            if (!launch_.claims.empty()) applies({"3.1.10"});
            if (note("7", false)) return true;
            answer_.response = message(400, "Invalid redirect_uri");
            return false;
        }
        if (registered.size() > 1) applies({"3.2.3"});
        if (!has_query(*known)) {
            applies({"3.2.1"});
            if (has_query(*uri)) applies({"3.2.4"});
            if (std::any_of(registered.begin(), registered.end(), has_query)) applies({"3.2.6"});
        }
        return note("7", true);
    }

    void respond() {
        auto const action = base::value_of(sent_, "redirect_uri");
        auto const* const state = base::find(sent_, "state");
        if (!error_.empty()) {
            applies({"2.3", "2.4.1", "2.4.3", "3.1.9"});
            if (is_stored()) applies({"3.1.11"});
            // What decided stands last, though it was not checked last.
            auto const decisive = std::find_if(answer_.trail.begin(), answer_.trail.end(), [&](auto const& each) {
                return each.fact == decided_by_;
            });
            std::rotate(decisive, decisive + 1, answer_.trail.end());
            answer_.response = form_page(
                action,
                {{"error", error_},
                 {"error_description", description_},
                 {"state", state == nullptr ? std::string{} : *state}}
            );
            return;
        }
        auto claims = std::move(launch_.claims);
        claims["nonce"] = base::to_valid_utf8(base::value_of(sent_, "nonce")); // JSON holds nothing else
        sign_legacy(claims);
        auto const& signer = issuer_.signing_key();
        base::Fields fields{{"id_token", {}}};
        if (state != nullptr) fields.emplace_back("state", *state);
        if (hint_.storage_target) fields.emplace_back("lti_storage_target", "post_message_forwarding");
        answer_.rest = [action, fields = std::move(fields), claims = std::move(claims), signer]() mutable {
            auto header = base::json::object{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", signer.kid}};
            fields.front().second = jose::sign(std::move(header), std::move(claims), signer.key);
            return form_page(action, fields);
        };
        note_launch();
    }

    /// The LTI 1.1 tool's secret signs what it shares with this one; the nonce is part of it.
    /// @par Source lti13-launch.md 5.2
    void sign_legacy(base::json::object& claims) const {
        auto* const found = claims.if_contains("https://purl.imsglobal.org/spec/lti/claim/lti1p1");
        auto* const lti1p1 = found == nullptr ? nullptr : found->if_object();
        auto const* const consumer = lti1p1 == nullptr ? nullptr : lti1p1->if_contains("oauth_consumer_key");
        if (consumer == nullptr) return;
        auto const text = [&](std::string_view name) { return base::text_member(claims, name).value_or(""); };
        auto const signed_text = std::string(consumer->as_string()) + "&" +
                                 text("https://purl.imsglobal.org/spec/lti/claim/deployment_id") + "&" + text("iss") +
                                 "&" + text("aud") + "&" + base::dump(claims["exp"]) + "&" + text("nonce");
        (*lti1p1)["oauth_consumer_key_sign"] =
            base::base64_encode(jose::hmac_sha256(launch_.legacy_secret, signed_text));
    }

    /// What the launch rests on, before what delivered it, each once.
    void note_launch() {
        for (auto const* row :
             {"1.2",   "1.3",   "2.3",   "2.2.1",  "2.2.2", "2.2.3", "2.2.4", "2.2.5", "2.2.6", "2.2.7", "2.2.8",
              "2.2.9", "2.4.1", "2.4.2", "2.2.10", "3.3.3", "3.3.4", "3.3.5", "4.1",   "4.2",   "7.1"})
            launch_.rests_on.push_back({{"lti13-launch/", row}, true});
        if (issuer_.issuer != issuer_.origin) launch_.rests_on.push_back({"lti13-launch/1.6", true});
        auto& all = launch_.rests_on;
        std::array<std::byte, 16 * 1024> room; // a node for each of two hundred facts would be the dearest part of a launch
        std::pmr::monotonic_buffer_resource memory(room.data(), room.size());
        std::pmr::unordered_set<std::string_view> seen(&memory);
        seen.reserve(all.size());
        std::size_t kept = 0; // those before it stay where they are: `seen` looks at them
        for (auto const& each : all) {
            if (seen.contains(each.fact)) continue;
            all[kept] = each;
            seen.insert(all[kept++].fact);
        }
        all.resize(kept);
        all.insert(all.end(), answer_.trail.begin(), answer_.trail.end());
        answer_.trail = std::move(all);
    }

    static http::Response not_found() {
        return error_list(404, {{"message", "The specified resource does not exist."}}); // body inferred
    }

    world::World& world_;
    Issuer const& issuer_;
    LaunchStore& store_;
    http::Request const& request_;
    base::Fields sent_;
    Hint hint_;
    world::DeveloperKey const* key_ = nullptr;
    world::Context context_;
    StoredLaunch launch_;
    std::string error_;
    std::string description_;
    traffic::FactId decided_by_;
    traffic::Answer answer_;
};

} // namespace

traffic::Answer authorize_redirect(Issuer const& issuer, http::Request const& request, base::Instant now) {
    traffic::Answer answer;
    auto const sent = parameters_of(request);
    answer.client_id = base::value_of(sent, "client_id");
    auto const text = base::value_of(sent, "lti_message_hint");
    if (!traffic::note(answer.trail, "lti13-launch/2.3.5", !text.empty())) {
        answer.response = error_list(400, {{"message", "lti_message_hint is missing"}}); // inferred
        return answer;
    }
    auto const hint = read_hint(issuer, text);
    if (!traffic::note(answer.trail, "lti13-launch/2.3.4", hint && !is_expired(*hint, now))) {
        answer.response = message(400, "Invalid lti_message_hint");
        return answer;
    }
    base::Fields forwarded;
    for (auto const* name : required_parameters)
        if (auto const* value = base::find(sent, name)) forwarded.emplace_back(name, *value);
    if (auto const* state = base::find(sent, "state")) forwarded.emplace_back("state", *state);
    auto const scheme = issuer.origin.substr(0, issuer.origin.find(':'));
    answer.response = http::redirect(
        scheme + "://" + hint->canvas_domain + issuer.base_path + "/api/lti/authorize?" + base::form_encode(forwarded)
    );
    for (auto const* row : {"1.2", "2.3.1", "2.3.3", "2.3.6"})
        answer.trail.push_back({{"lti13-launch/", row}, true});
    if (sent.size() > forwarded.size()) answer.trail.push_back({"lti13-launch/2.2.12", true});
    answer.trail.push_back({"lti13-launch/2.3.2", true});
    return answer;
}

traffic::Answer authorize(
    world::World& world,
    Issuer const& issuer,
    LaunchStore& store,
    http::Request const& request,
    std::string const& session_user,
    base::Instant now
) {
    return Authorization(world, issuer, store, request).run(session_user, now);
}

} // namespace easel::lti13
