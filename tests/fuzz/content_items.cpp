#include "content_items/content_items.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/catalogue.hpp"
#include "fuzz/canvas.hpp"
#include "fuzz/fuzz.hpp"
#include "lti11/content_item_request.hpp"
#include "oauth1/oauth1.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>

namespace easel::fuzz {
namespace {

/// What the page hands on, read as a browser does.
base::json::object told_by(std::string const& page) {
    constexpr std::string_view start = "<script type=\"application/json\" id=\"external_content\">";
    auto const begin = page.find(start);
    require(begin != std::string::npos, "the page carries what came");
    require(page.find(start, begin + 1) == std::string::npos, "it carries it once");
    auto const end = page.find("</script", begin);
    require(end != std::string::npos, "the element ends");
    auto const text = page.substr(begin + start.size(), end - begin - start.size());
    require(text.find('<') == std::string::npos, "nothing in it looks like a tag");
    auto const read = base::parse_json(text);
    require(read && read->is_object(), "it is an object: " + text);
    return read->get_object();
}

} // namespace

/// First line: "user item signed". Second: the path and query ({course} in it). Third: the items' JSON. The rest: further
/// fields of the form, or nothing: it comes by GET.
void content_items(std::string_view input) {
    Canvas canvas;
    auto& tool = *world::tool_named(canvas.world, "tool");
    tool.client_id.clear();
    tool.consumer_key = "key";
    tool.shared_secret = "secret";
    auto words = base::split(take_line(input), ' ');
    words.resize(3);
    auto const course = std::to_string(world::course_named(canvas.world, "bio101")->id);
    auto const target = base::replace_all(std::string(take_line(input)), "{course}", course);
    auto const items = take_line(input);
    lti11::ContentItemData data{"https://tool.example/launch", words[1].empty() ? 0 : 12, "key"};
    auto const signed_data = lti11::sign_data(canvas.issuer, data);
    require(lti11::read_data(canvas.issuer, signed_data).has_value(), "data is read as it was signed");
    (void)content_items::brings_content("GET", target);

    http::Request request;
    request.target = target;
    if (!input.empty()) {
        base::Fields form{{"content_items", std::string(items)}, {"data", signed_data}};
        for (auto const& field : base::form_decode(input)) form.push_back(field);
        auto const url = base::parse_url(canvas.issuer.origin + target);
        if (url && words[2] == "signed") form = oauth1::signed_form(*url, form, {"key", "secret"}, {"n", canvas.now});
        request = http::form_post(target, form);
    }
    auto const* const user = world::user_named(canvas.world, words[0]);
    auto const links = canvas.world.links.size();
    auto const answer = content_items::answer_return(
        canvas.world, canvas.issuer, request, user == nullptr ? words[0] : user->legacy_id
    );
    for (auto const& check : answer.trail)
        require(check::catalogues().facts.contains(std::string(check.fact)), "the fact is catalogued: " + check.fact);
    auto const status = answer.response.status;
    require(status == 200 || status == 400 || status == 401 || status == 404, "the status is documented");
    bool const manages = user != nullptr && (user->name == "grace" || user->name == "tom" || user->name == "dana" ||
                                             user->account_admin);
    require(manages || canvas.world.links.size() == links, "only who manages the course adds to it");
    if (status != 200) {
        require(canvas.world.links.size() == links, "who is refused makes nothing");
        return;
    }
    require(base::is_valid_utf8(answer.response.body), "a page is text");
    auto const told = told_by(answer.response.body);
    auto const* const retrieved = told.if_contains("retrieved_data");
    require(retrieved != nullptr && retrieved->is_array(), "the dialog gets items");
    for (auto const& item : retrieved->get_array()) {
        auto const url = base::text_member(item, "url");
        bool const is_endpoint = base::text_member(item, "@type") == "oembed";
        require(is_endpoint || (url && base::parse_url(*url).has_value()), "an item leads somewhere");
    }
    require(world_json::from_json(world_json::to_json(canvas.world)).has_value(), "what was made can be kept");
}

} // namespace easel::fuzz
