#include "tool_config/tool_config.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "fuzz/canvas.hpp"
#include "fuzz/fuzz.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::fuzz {
namespace {

namespace json = base::json;

void check_read(tool_config::Read const& read) {
    require(read.configuration.has_value() == read.complaints.empty(), "a document is taken, or it is said why not");
    auto const& facts = check::catalogues().facts;
    for (auto const& fact : read.facts) require(facts.contains(fact), "the fact is catalogued: " + fact);
    for (auto const& complaint : read.complaints) {
        require(!complaint.message.empty() && base::is_valid_utf8(complaint.message), "a complaint says something");
        require(facts.contains(complaint.fact), "the fact is catalogued: " + complaint.fact);
        constexpr std::array<std::string_view, 5> fields{
            "lti_key", "configuration", "placements", "disabled_placements", "configuration_url"};
        require(std::ranges::find(fields, complaint.field) != fields.end(), "the field is one of the API's");
    }
    auto const body = tool_config::error_body(read.complaints);
    auto const again = base::parse_json(base::dump(body));
    require(again && base::dump(*again) == base::dump(body), "complaints are JSON");
}

} // namespace

/// First line: options as words (privacy level, "required"). Second line: "status content-type" of the answer that held
/// the document. Then the document.
void tool_config(std::string_view input) {
    tool_config::Install install;
    for (auto const& word : base::split(take_line(input), ' ')) {
        if (!base::is_valid_utf8(word)) continue; // options come as JSON
        if (word == "required") {
            install.privacy_level_required = true;
        } else if (word.starts_with("-")) {
            install.disabled_placements.push_back(word.substr(1));
        } else {
            install.privacy_level = word;
        }
    }
    auto words = base::split(take_line(input), ' ');
    words.resize(2);
    tool_config::Fetched fetched;
    fetched.status = words[0] == "200" ? 200 : static_cast<int>(words[0].size()) * 100;
    fetched.content_type = words[1];
    fetched.body = input;
    auto const by_url = tool_config::read_fetched(fetched, install);
    check_read(by_url);

    auto const document = base::parse_json(input);
    if (!document) {
        require(!by_url.configuration, "what is no JSON is no configuration");
        return;
    }
    auto const read = tool_config::read(*document, install);
    check_read(read);
    for (auto const& complaint : read.complaints) {
        auto const end = complaint.pointer.rfind('/');
        auto const parent = end == std::string::npos ? std::string() : complaint.pointer.substr(0, end);
        require(base::at_pointer(*document, parent) != nullptr, "a pointer leads somewhere: " + complaint.pointer);
    }
    if (!read.configuration) return;
    require(!read.configuration->tool.login_url.empty(), "a tool that is taken can be launched");
    Canvas canvas;
    auto const keys = canvas.world.keys.size();
    auto const& tool = tool_config::install(canvas.world, *read.configuration, {}, "made", {});
    require(canvas.world.keys.size() == keys + 1, "one key is made");
    auto const client_id = tool.client_id;
    require(world::key_by_client_id(canvas.world, client_id) != nullptr, "a tool has its key");
    auto const* const found = world::tool_named(canvas.world, "made");
    require(found != nullptr && found->client_id == client_id, "a tool is found by its name");
    auto const course = world::course_named(canvas.world, "bio101")->id;
    auto const* const second = tool_config::deploy(canvas.world, client_id, {.course = course}, "second", {});
    require(second != nullptr && second->client_id == client_id, "a key is deployed again");
    require(second->deployment_id != found->deployment_id, "a deployment has an id of its own");
    auto const kept = world_json::to_json(canvas.world);
    auto const back = world_json::from_json(kept);
    require(back.has_value(), "what was installed can be kept");
    require(base::dump(world_json::to_json(*back)) == base::dump(kept), "what was kept comes back");
}

} // namespace easel::fuzz
