#include "lti13/variables.hpp"
#include "world/visibility.hpp"

#include <tuple>

namespace easel::lti13 {

using base::json::value;

namespace {

void add_names(VariableTable& table) {
    auto const text = [](std::string_view fact, std::string world::User::*member) {
        return Variable{fact, of_user([member](Subject const& s) { return text_or_nothing(s.user->*member); })};
    };
    table["Person.name.full"] = text("6.2.3", &world::User::full_name);
    table["Person.name.display"] = table["Person.name.full"];
    table["Person.name.given"] = text("6.2.3", &world::User::given_name);
    table["Person.name.family"] = text("6.2.3", &world::User::family_name);
    table["Person.email.primary"] = text("6.2.3", &world::User::email);
    table["Person.sourcedId"] = text("6.2.3", &world::User::sis_id);
    table["Canvas.user.sisSourceId"] = table["Person.sourcedId"];
    table["Person.address.timezone"] = text("6.2.12", &world::User::time_zone);
    table["User.username"] = text("6.2.14", &world::User::login_id);
    table["Canvas.user.loginId"] = table["User.username"];
    table["com.instructure.Person.name_sortable"] = {
        "6.2.12", of_user([](Subject const& s) {
            auto const& [given, family] = std::tie(s.user->given_name, s.user->family_name);
            return text_or_nothing(given.empty() || family.empty() ? s.user->full_name : family + ", " + given);
        })};
    // A SIS import brings the address along with the SIS id; people without one have no such address.
    table["vnd.Canvas.Person.email.sis"] = {
        "6.2.12", of_user([](Subject const& s) {
            return text_or_nothing(s.user->sis_id.empty() ? std::string{} : s.user->email);
        })};
    // Nobody in a world has told pronouns: literal.
    table["com.instructure.Person.pronouns"] = {"6.2.12", [](Subject const&) { return Expansion{}; }};
}

void add_masquerading(VariableTable& table) {
    table["Canvas.masqueradingUser.id"] = {
        "6.2.36",
        [](Subject const& s) { return s.masquerader == nullptr ? Expansion{} : Expansion(s.masquerader->id); }};
    table["Canvas.masqueradingUser.userId"] = {
        "6.2.36",
        [](Subject const& s) { return s.masquerader == nullptr ? Expansion{} : Expansion(s.masquerader->legacy_id); }};
}

} // namespace

void add_person_variables(VariableTable& table) {
    add_names(table);
    add_masquerading(table);
    table["User.id"] = {"6.2.4", of_user([](Subject const& s) { return value(s.user->id); })};
    table["Canvas.user.id"] = table["User.id"];
    table["Canvas.user.globalId"] = {
        "6.2.13", of_user([](Subject const& s) { return value(s.user->id + world::shard_offset); })};
    table["vnd.instructure.User.uuid"] = {
        "6.2.13", of_user([](Subject const& s) { return value(uuid_of(s.user->lti_id)); })};
    table["User.image"] = {"6.2.14", of_user([](Subject const& s) { return value(avatar_url(s.issuer, *s.user)); })};
    table["Canvas.user.prefersHighContrast"] = {"6.2.15", of_user([](Subject const&) { return value(false); })};
    table["Canvas.user.isRootAccountAdmin"] = {
        "6.2.15", of_user([](Subject const& s) { return value(world::is_administrator(s.user)); })};
    table["Canvas.user.adminableAccounts"] = {
        "6.2.16", of_user([](Subject const& s) {
            return value(world::is_administrator(s.user) ? std::to_string(s.world.account.id) : std::string{});
        })};
}

} // namespace easel::lti13
