// Choosing by Content-Item, as LTI 1.1 platforms ask for it, and the signed answer. lti11.md 6
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "oauth1/oauth1.hpp"
#include "reference_tool/deep_linking.hpp"
#include "reference_tool/lti11.hpp"
#include "reference_tool/pages.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* link_type = "application/vnd.ims.lti.v1.ltilink";

/// A link of deep linking in the words of Content-Item.
json::object link_item(Installation const& tool, json::value const& chosen) {
    json::object item{
        {"@type", "LtiLinkItem"},
        {"mediaType", link_type},
        {"url", tool.url("/lti11")},
        {"title", base::text_member(chosen, "title").value_or("")},
        {"placementAdvice", json::object{{"presentationDocumentTarget", "iframe"}}},
    };
    if (auto const* custom = base::member(chosen, "custom")) item["custom"] = *custom;
    return item;
}

} // namespace

bool asks_for_content(base::Fields const& fields) {
    return base::value_of(fields, "lti_message_type") == "ContentItemSelectionRequest";
}

std::optional<Picker> content_picker_of(base::Fields const& fields) {
    if (!asks_for_content(fields)) return {};
    Picker picker;
    picker.return_url = base::value_of(fields, "content_item_return_url");
    picker.several = base::value_of(fields, "accept_multiple") == "true";
    picker.line_items = false;
    if (auto const* data = base::find(fields, "data")) picker.data = *data;
    // This tool has links to offer to platforms of LTI 1.1, and nothing else.
    for (auto const& range : base::split(base::value_of(fields, "accept_media_types"), ',')) {
        auto const type = base::trim(range);
        if (type == link_type || type == "*/*") picker.types = {"ltiResourceLink"};
    }
    if (picker.types.empty()) picker.types = {"none of this tool's"};
    return picker;
}

http::Response return_content(Installation& tool, Session const& session, std::vector<std::string> const& chosen) {
    auto const& picker = *session.picker;
    json::array graph;
    for (auto const& item : items_for(tool, picker, chosen)) graph.push_back(link_item(tool, item));
    json::object const items{{"@context", "http://purl.imsglobal.org/ctx/lti/v1/ContentItem"}, {"@graph", graph}};
    base::Fields fields{
        {"lti_message_type", "ContentItemSelection"},
        {"lti_version", "LTI-1p0"},
        {"content_items", base::dump(items)},
        {"oauth_callback", "about:blank"},
    };
    if (picker.data) fields.emplace_back("data", *picker.data);
    auto const url = base::parse_url(picker.return_url);
    if (!url) return outcome_page(400, session, "The platform names no place to return to.", true);
    oauth1::Freshness const fresh{tool.random.hex(32), tool.now()};
    return posting_page(session, picker.return_url, oauth1::signed_form(*url, fields, tool.consumer(session), fresh));
}

} // namespace easel::reference_tool
