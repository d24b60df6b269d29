#include "base/text.hpp"
#include "tool_config/configuration.hpp"

#include <algorithm>

namespace easel::tool_config {
namespace {

/// Absent, null, empty: what Canvas calls blank.
bool is_blank(json::object const& object, std::string_view name) {
    auto const* const value = present(object, name);
    if (value == nullptr) return true;
    if (auto const* text = value->if_string()) return base::trim(*text).empty();
    if (auto const* members = value->if_object()) return members->empty();
    return false;
}

/// Everything about the document, in Canvas's order; what is wrong in one part does not hide the others.
void review_document(json::object const& document, Install const& options, Review& review) {
    bool const has_jwk = !is_blank(document, "public_jwk");
    if (!has_jwk && is_blank(document, "public_jwk_url")) {
        review.complain(
            "lti_key", "tool configuration must have public jwk or public jwk url", "", "developer-key/5.1"
        );
    }
    if (has_jwk) check_jwk(*document.if_contains("public_jwk"), review);
    check_schema(document, review);
    if (options.privacy_level_required) {
        auto const* const extensions = present(document, "extensions");
        auto const* const list = extensions == nullptr ? nullptr : extensions->if_array();
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            auto const* const extension = (*list)[i].if_object();
            if (extension == nullptr || !options.privacy_level.empty() || !is_blank(*extension, "privacy_level"))
                continue;
            auto const pointer = "/extensions/" + std::to_string(i) + "/privacy_level";
            review.complain(
                "configuration", "'privacy_level' is required (at " + pointer + ")", pointer, "developer-key/2.2.28"
            );
        }
    }
    auto const& levels = privacy_levels();
    if (!options.privacy_level.empty() &&
        std::find(levels.begin(), levels.end(), options.privacy_level) == levels.end()) {
        review.complain(
            "configuration", "'privacy_level' must be one of " + base::join(levels, ", "), "", "developer-key/2.2.5"
        );
    }
    check_placements(document, review);
    std::vector<std::string> unknown;
    for (auto const& name : options.disabled_placements)
        if (placement_rule(name) == nullptr) unknown.push_back(name);
    if (!unknown.empty()) {
        review.complain(
            "disabled_placements", "Invalid placements: " + base::join(unknown, ", "), "", "developer-key/5.5"
        );
    }
}

Read refused(std::string message, std::string fact) {
    Read read;
    read.complaints.push_back({"configuration_url", std::move(message), "", std::move(fact)});
    return read;
}

} // namespace

Read read(json::value const& document, Install const& options) {
    Review review;
    Read made;
    if (auto const* const object = document.if_object()) {
        review_document(*object, options, review);
        if (review.complaints.empty()) made.configuration = make_configuration(*object, options, review);
    } else {
        review.complain("configuration", "the configuration must be an object", "", "developer-key/5.3");
    }
    made.complaints = std::move(review.complaints);
    made.facts = std::move(review.facts);
    return made;
}

Read read_fetched(Fetched const& fetched, Install const& options) {
    if (fetched.timed_out)
        return refused("Could not retrieve settings, the server response timed out.", "developer-key/5.1.4");
    if (base::to_lower(fetched.content_type).find("application/json") == std::string::npos)
        return refused("Content type must be \"application/json\"", "developer-key/5.1.1");
    if (fetched.status < 200 || fetched.status > 299)
        return refused(fetched.reason.empty() ? std::to_string(fetched.status) : fetched.reason, "developer-key/5.1.2");
    auto const document = base::parse_json(fetched.body);
    // Canvas has no words for this; they are ours (developer-key.md 5.1).
    if (!document) return refused("The answer is no JSON: " + document.error().message, "developer-key/5.1.3");
    auto made = read(*document, options);
    made.facts.emplace_back("developer-key/5.1.5");
    return made;
}

json::object error_body(std::vector<Complaint> const& complaints) {
    json::array errors;
    for (auto const& complaint : complaints) {
        // The key API shows messages as sentences.
        auto message = complaint.message;
        if (!message.empty() && message.front() >= 'a' && message.front() <= 'z')
            message.front() = static_cast<char>(message.front() - 'a' + 'A');
        json::object error;
        error["field"] = complaint.field;
        error["message"] = std::move(message);
        error["error_code"] = nullptr;
        errors.emplace_back(std::move(error));
    }
    json::object body;
    body["errors"] = std::move(errors);
    return body;
}

} // namespace easel::tool_config
