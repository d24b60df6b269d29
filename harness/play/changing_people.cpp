#include "play/changing.hpp"

#include <algorithm>

namespace easel::play {

namespace json = base::json;

namespace {

world::Section* section_named(world::Course& course, std::string_view name) {
    auto const found = std::find_if(course.sections.begin(), course.sections.end(), [&](world::Section const& section) {
        return section.name == name;
    });
    return found == course.sections.end() ? nullptr : &*found;
}

Problem change_user(world::User& user, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value);
            if (text != "active" && text != "deleted") return "no such user state: " + text;
            user.deleted = text == "deleted";
        } else if (key == "name") {
            return put(user.full_name, key, value);
        } else if (key == "given") {
            return put(user.given_name, key, value);
        } else if (key == "family") {
            return put(user.family_name, key, value);
        } else if (key == "email") {
            return put(user.email, key, value);
        } else if (key == "login") {
            return put(user.login_id, key, value);
        } else if (key == "sis") {
            return put(user.sis_id, key, value);
        } else if (key == "sis_integration") {
            return put(user.sis_integration_id, key, value);
        } else if (key == "locale") {
            return put(user.locale, key, value);
        } else if (key == "time_zone") {
            return put(user.time_zone, key, value);
        } else if (key == "avatar") {
            return put(user.avatar_url, key, value);
        } else if (key == "admin") {
            auto const text = value.is_null() ? std::string() : text_of(value);
            if (!text.empty() && text != "account" && text != "site") return "no such administrator: " + text;
            user.account_admin = text == "account";
            user.site_admin = text == "site";
        } else {
            return unknown("a user", key);
        }
        return std::nullopt;
    });
}

Problem change_enrolment(world::Course& course, world::User const& user, json::value const& to) {
    auto* enrolment = world::enrolment_of(course, user.id);
    if (enrolment == nullptr) {
        enrolment = &course.enrolments.emplace_back();
        enrolment->user = user.id;
    }
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        auto const text = text_of(value);
        if (key == "role") {
            auto const role = world::role_from(text);
            if (!role) return "no such role: " + text;
            enrolment->role = *role;
        } else if (key == "state") {
            auto const state = world::enrolment_state_from(text);
            if (!state) return "no such enrolment state: " + text;
            enrolment->state = *state;
        } else if (key == "section") {
            auto const* const section = value.is_null() ? nullptr : section_named(course, text);
            if (section == nullptr && !value.is_null()) return "no such section: " + text;
            enrolment->section = section == nullptr ? 0 : section->id;
        } else {
            return unknown("an enrolment", key);
        }
        return std::nullopt;
    });
}

Problem change_section(Changing& change, world::Course& course, std::string_view name, json::value const& to) {
    if (to.is_string() && text_of(to) == "deleted") {
        auto const* const section = section_named(course, name);
        if (section == nullptr) return "no such section: " + std::string(name);
        auto const id = section->id;
        for (auto& enrolment : course.enrolments)
            if (enrolment.section == id) enrolment.section = 0;
        std::erase_if(course.sections, [&](world::Section const& each) { return each.id == id; });
        return std::nullopt;
    }
    auto* section = section_named(course, name);
    if (section == nullptr) {
        section = &course.sections.emplace_back();
        section->id = change.world.next_id++;
        section->name = name;
        section->title = name;
        touch_rest(change.world);
    }
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "title") return put(section->title, key, value);
        if (key == "sis") return put(section->sis_id, key, value);
        return unknown("a section", key);
    });
}

Problem change_group(world::World& world, world::Group& group, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value);
            if (text != "available" && text != "deleted") return "no such group state: " + text;
            group.deleted = text == "deleted";
        } else if (key == "title") {
            return put(group.title, key, value);
        } else if (key == "members") {
            if (auto problem = put_users(world, group.members, key, value)) return problem;
            if (std::find(group.members.begin(), group.members.end(), group.leader) == group.members.end())
                group.leader = 0;
        } else if (key == "leader") {
            auto const* const user = value.is_null() ? nullptr : world::user_named(world, text_of(value));
            if (user == nullptr && !value.is_null()) return "no such user: " + text_of(value);
            if (user != nullptr &&
                std::find(group.members.begin(), group.members.end(), user->id) == group.members.end())
                return text_of(value) + " is no member";
            group.leader = user == nullptr ? 0 : user->id;
        } else {
            return unknown("a group", key);
        }
        return std::nullopt;
    });
}

} // namespace

Problem change_users(Changing& change, json::value const& to) {
    return by_name(change.world, to, "user", world::user_named, [&](world::User& user, json::value const& value) {
        touch(change.world, user);
        return change_user(user, value);
    });
}

Problem change_enrolments(Changing& change, json::value const& to) {
    auto const apply = [&](world::Course& course, world::User const& user, json::value const& value) {
        touch(change.world, course);
        return change_enrolment(course, user, value);
    };
    return by_user(change.world, to, "course", world::course_named, apply);
}

Problem change_sections(Changing& change, json::value const& to) {
    auto const apply = [&](world::Course& course, json::value const& sections) -> Problem {
        if (!sections.is_object()) return "name the section";
        touch(change.world, course);
        for (auto const& [name, value] : sections.as_object())
            if (auto problem = change_section(change, course, std::string_view(name), value)) return problem;
        return std::nullopt;
    };
    return by_name(change.world, to, "course", world::course_named, apply);
}

Problem change_groups(Changing& change, json::value const& to) {
    return by_name(change.world, to, "group", world::group_named, [&](world::Group& group, json::value const& value) {
        touch(change.world, group);
        return change_group(change.world, group, value);
    });
}

} // namespace easel::play
